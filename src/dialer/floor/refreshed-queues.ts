import type { Database } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refreshedCampaigns } from "../../leads/catalogue.ts";
import type { ActionRecord } from "../../leads/engine/action-record.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { type Queue, readQueue } from "../rules/queue.ts";

// Counting a queue reads every lead, about 40 microseconds each; this keeps a refresh's answer under two seconds.
const mostLeads = 50_000;

/**
 * The queues of the campaigns whose dialers an action refreshed, counted again once it is done. Undefined for actions that refresh none, and
 * if the campaigns have more than 50,000 leads together: clients then ask for one queue at a time.
 */
export async function refreshedQueues(
  db: Database,
  scope: Scope,
  record: ActionRecord,
  now: Date,
): Promise<Queue[] | undefined> {
  const campaignIds = refreshedCampaigns(record);
  if (!campaignIds || record.status !== "DONE") return undefined;
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
