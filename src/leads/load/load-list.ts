import { recordAudit } from "../../accounts/audit/audit.ts";
import { requireQuota } from "../../accounts/quotas.ts";
import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import type { Load, LoadResult } from "./load.ts";
import { refuseBadField } from "./refused.ts";
import { readText } from "./texts.ts";

/**
 * Keeps the list that the load names from being deleted; undefined if it names none. Other loads into the list
 * continue: they wait for each other only at the end, for its counts.
 */
export async function holdList(
  tx: Tx,
  { accountId, campaignId, listId }: Pick<Load, "accountId" | "campaignId" | "listId">,
): Promise<{ listState: string; dialPriority: "IMMEDIATE" | "NORMAL" } | undefined> {
  if (listId === undefined) return undefined;
  const list = await tx.maybe<{ listState: string; dialPriority: "IMMEDIATE" | "NORMAL" }>(sql`
    select list_state as "listState", dial_priority as "dialPriority" from lead_list
    where account_id = ${accountId} and campaign_id = ${campaignId} and list_id = ${listId} and list_state <> 'DELETED'
    for key share
  `);
  if (!list) throw refuse("NOT_FOUND", { what: `list of campaign ${campaignId}`, id: listId });
  return list;
}

export type ListCounts = Pick<LoadResult, "supplied" | "inserted" | "dncRemoved">;

/** What a new list stores about its load. `actionId`: undoing that action removes the list if it is then empty. */
type NewListRequest = Omit<Load, "rows"> & { fileName?: string; actionId?: number };

export async function newList(
  tx: Tx,
  load: NewListRequest,
  archiveAt: Date | null,
  counts: ListCounts,
): Promise<number> {
  const { accountId, campaignId, caller, now, fileName = null, actionId = null } = load;
  const given = refuseBadField(() => readText("description", load.description, 500))?.trim();
  const description = given ?? `Leads of ${now.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  await requireQuota(tx, accountId, "lists");
  const { listId } = await tx.one<{ listId: number }>(sql`
    insert into lead_list (account_id, campaign_id, list_desc, list_state, uploaded_at, uploaded_by, duplicate_handling,
      time_zone_option, dial_priority, dnc_tags, archive_at, leads_supplied, leads_inserted, leads_dnc_removed, file_name,
      created_by_action_id)
    values (${accountId}, ${campaignId}, ${description}, ${load.listState ?? "ACTIVE"}, ${now}, ${caller.name},
      ${load.duplicateHandling ?? "RETAIN_ALL"}, ${load.timeZoneOption ?? "NOT_APPLICABLE"}, ${load.dialPriority ?? "NORMAL"},
      ${load.dncTags ?? []}, ${archiveAt}, ${counts.supplied}, ${counts.inserted}, ${counts.dncRemoved}, ${fileName},
      ${actionId})
    returning list_id as "listId"
  `);
  await recordAudit(tx, caller, accountId, {
    type: "CREATE",
    entity: "LeadList",
    id: listId,
    description,
    after: { campaignId, ...counts },
  });
  return listId;
}

export async function countOnList(
  tx: Tx,
  { accountId, listId }: Pick<Load, "accountId" | "listId">,
  counts: ListCounts,
): Promise<void> {
  await tx.execute(sql`
    update lead_list
    set leads_supplied = leads_supplied + ${counts.supplied}, leads_inserted = leads_inserted + ${counts.inserted},
      leads_dnc_removed = leads_dnc_removed + ${counts.dncRemoved}
    where account_id = ${accountId} and list_id = ${listId}
  `);
}
