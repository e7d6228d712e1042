import type { Tx } from "../db/database.ts";
import { enqueue } from "../db/enqueue.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Change } from "./audit.ts";

/** What of a thing decides where its leads stand in the dial index, and what, whether they stand there at all; `true`: anything may. */
const deciding: Partial<Record<Change["entity"], { place: readonly string[]; queued: readonly string[] | true }>> = {
  Account: { place: [], queued: true },
  DialGroup: {
    place: ["enableListPriority"],
    queued: ["enableCallbacksAfterMaxpass", "enableCallbacksAfterMaxDailyPass"],
  },
  Campaign: {
    place: ["dialLoadedOrder", "dialGroupId"],
    // Of its windows only those leads are taken out whose state has hours of its own.
    queued: [
      "maxPasses",
      "maxDailyPasses",
      "maxDialLimit",
      "monSched",
      "tueSched",
      "wedSched",
      "thuSched",
      "friSched",
      "satSched",
      "sunSched",
    ],
  },
  LeadList: { place: ["listPriority"], queued: ["listState", "archiveAt"] },
};

/**
 * After a change that may make leads dialable again which claims have taken out of the dial index, or that gives them another place in it:
 * has the queues of the campaigns concerned made anew in the background. Until then claims on them go by all leads, which takes longer.
 */
export async function renewQueues(tx: Tx, accountId: number, change: Change): Promise<void> {
  const decides = deciding[change.entity];
  if (!decides || change.type === "CREATE") return;
  const changed = changedFields(change);
  const isPlace = decides.place.some((field) => changed.has(field));
  if (!isPlace && decides.queued !== true && !decides.queued.some((field) => changed.has(field))) return;
  const campaigns = await tx.query<{ campaignId: number }>(sql`
    update campaign set queue_change = queue_change + 1, dial_version = dial_version + ${isPlace ? 1 : 0}
    where account_id = ${accountId} and ${concerned(change)}
    returning campaign_id as "campaignId"
  `);
  for (const { campaignId } of campaigns) await enqueueQueueWork(tx, accountId, campaignId);
}

/** Has the queue of a campaign tended in the background. */
export async function enqueueQueueWork(tx: Tx, accountId: number, campaignId: number): Promise<void> {
  await enqueue(tx, "tend-queue", { accountId, campaignId }, { key: `tend-queue-${accountId}-${campaignId}` });
}

function changedFields({ before = {}, after = {} }: Change): Set<string> {
  const [was, is] = [before, after] as Record<string, unknown>[];
  const fields = Object.keys({ ...was, ...is });
  return new Set(fields.filter((field) => JSON.stringify(was?.[field]) !== JSON.stringify(is?.[field])));
}

/** The campaigns whose leads a change concerns, as a condition on `campaign`. */
function concerned({ entity, id, before, after }: Change): Sql {
  const { campaignId } = { ...before, ...after } as { campaignId?: number };
  if (entity === "Account") return sql`true`;
  if (entity === "DialGroup") return sql`dial_group_id = ${id}`;
  return sql`campaign_id = ${entity === "Campaign" ? id : (campaignId ?? null)}`;
}
