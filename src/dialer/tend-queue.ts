import { holdOffOthers } from "../db/claims-lock.ts";
import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { scopeOf } from "../leads/scope.ts";
import { readAsking } from "./asking.ts";
import { bringDue } from "./bring-due.ts";
import { placeLeads } from "./place-leads.ts";
import { tidyQueue } from "./tidy-queue.ts";

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
  for (let cleared = 1; cleared > 0 && !signal.aborted; ) {
    cleared = await db.transaction(async (tx) => {
      await holdOffOthers(tx, accountId);
      const asking = await readAsking(tx, scope, { campaignIds: [campaignId] }, clock());
      return await tidyQueue(tx, asking, sql`1000`);
    });
  }
}
