import type { Database } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import type { ActionRecord } from "../../leads/engine/action-record.ts";
import type { Scope } from "../../leads/search/criteria.ts";
import { type Queue, readQueue } from "../rules/queue.ts";

// Counting a queue looks at each lead, some 40 microseconds each; the answer to a refresh shall not wait for more than two seconds of that.
const mostLeads = 50_000;

/**
 * The queues of the campaigns that a DIALER_REFRESH has refreshed, counted anew once it is done. Undefined for any other action, and where
 * the campaigns have more than 50,000 leads together: their queues are asked for one by one.
 */
export async function refreshedQueues(
  db: Database,
  scope: Scope,
  { action, status, settled }: ActionRecord,
  now: Date,
): Promise<Queue[] | undefined> {
  if (action !== "DIALER_REFRESH" || status !== "DONE") return undefined;
  const campaignIds = settled.campaignIds as number[];
  const { count } = await db.one<{ count: number }>(sql`
    select count(*) from (
      select from lead where account_id = ${scope.accountId} and campaign_id = any (${campaignIds}::bigint[]) limit ${mostLeads + 1}
    ) as first
  `);
  if (count > mostLeads) return undefined;
  const queues: Queue[] = [];
  for (const campaignId of campaignIds) queues.push(await readQueue(db, scope, { campaignId }, now));
  return queues;
}
