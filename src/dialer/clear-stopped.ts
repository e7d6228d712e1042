import { holdOffOthers } from "../db/claims-lock.ts";
import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { takeOutStopped } from "./tidy-queue.ts";

const atATime = 4000;

/**
 * Takes all leads of a campaign out of the dial index that are stopped or not yet due, tens of thousands a second: after a stop of many, claims
 * would have to step over them. Each batch is a transaction of its own, so that nobody waits long for a lead.
 */
export async function clearStopped(
  db: Database,
  accountId: number,
  campaignId: number,
  clock: () => Date,
  signal: AbortSignal,
): Promise<void> {
  const pages = pagesOf(db, accountId, campaignId);
  const clear = async () => {
    for (let page = await pages.next(); !page.done && !signal.aborted; page = await pages.next()) {
      const leadIds = page.value;
      await db.transaction(async (tx) => {
        await holdOffOthers(tx, accountId);
        await takeOutStopped(tx, accountId, sql`${leadIds}::bigint[]`, clock());
      });
    }
  };
  // Two at a time, as the batches of a large action.
  for (const outcome of await Promise.allSettled([clear(), clear()]))
    if (outcome.status === "rejected") throw outcome.reason;
}

/** The ids of a campaign's leads, page by page. */
async function* pagesOf(db: Database, accountId: number, campaignId: number): AsyncGenerator<number[]> {
  let last = { listId: 0, leadId: 0 };
  for (;;) {
    const leads = await db.query<{ listId: number; leadId: number }>(sql`
      select list_id as "listId", lead_id as "leadId" from lead
      where account_id = ${accountId} and campaign_id = ${campaignId} and (list_id, lead_id) > (${last.listId}, ${last.leadId})
      order by list_id, lead_id
      limit ${atATime}
    `);
    const end = leads.at(-1);
    if (!end) return;
    yield leads.map(({ leadId }) => leadId);
    last = end;
  }
}
