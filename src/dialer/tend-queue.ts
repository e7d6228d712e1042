import { holdOffOthers } from "../db/claims-lock.ts";
import type { Database, Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { scopeOf } from "../leads/scope.ts";
import { type Asking, readAsking } from "./asking.ts";
import { bringDue } from "./bring-due.ts";
import { clearStopped } from "./clear-stopped.ts";
import { placeLeads } from "./place-leads.ts";
import { tidyQueue, tidyStopped } from "./tidy-queue.ts";

/**
 * Does for a campaign's place in the dial index what would take a claim too long: brings in the leads that have become due, gives leads
 * their place anew after a change, and takes out what claims would have to step over.
 */
export async function tendQueue(
  db: Database,
  accountId: number,
  campaignId: number,
  clock: () => Date,
  signal: AbortSignal,
): Promise<void> {
  const known = await db.maybe(
    sql`select from campaign where account_id = ${accountId} and campaign_id = ${campaignId}`,
  );
  if (!known) return;
  while (!signal.aborted && !(await placeLeads(db, accountId, campaignId, clock(), signal)));
  while (!signal.aborted && !(await bringDue(db, accountId, [campaignId], clock())));
  const scope = await scopeOf(db, accountId);
  const tidy = (some: (tx: Tx, asking: Asking) => Promise<number>) =>
    db.transaction(async (tx) => {
      await holdOffOthers(tx, accountId);
      return await some(tx, await readAsking(tx, scope, { campaignIds: [campaignId] }, clock()));
    });
  // A few are found in the index; more than these by going through the campaign, which takes a fifth of the time.
  if ((await tidy((tx, asking) => tidyStopped(tx, asking, sql`1000`))) >= 1000)
    await clearStopped(db, accountId, campaignId, clock, signal);
  while (!signal.aborted && (await tidy((tx, asking) => tidyQueue(tx, asking, sql`1000`))) > 0);
}
