import type { Database } from "../db/database.ts";
import type { ActionRecord } from "../leads/action-record.ts";
import type { Scope } from "../leads/criteria.ts";
import { type Queue, readQueue } from "./queue.ts";

/** The queues of the campaigns that a DIALER_REFRESH has refreshed, counted anew once it is done; undefined for any other action. */
export async function refreshedQueues(
  db: Database,
  scope: Scope,
  { action, status, settled }: ActionRecord,
  now: Date,
): Promise<Queue[] | undefined> {
  if (action !== "DIALER_REFRESH" || status !== "DONE") return undefined;
  const queues: Queue[] = [];
  for (const campaignId of settled.campaignIds as number[])
    queues.push(await readQueue(db, scope, { campaignId }, now));
  return queues;
}
