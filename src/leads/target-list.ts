import { requireQuota } from "../accounts/quotas.ts";
import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { shown } from "../validation/check.ts";
import type { Run } from "./action.ts";

/** The list that leads are moved or copied to. */
export interface Target {
  campaignId: number;
  listId: number;
  /** The action created the list for these leads. */
  isNew: boolean;
}

const param = (name: string) => `leadActionParams.paramMap.${name}`;

/**
 * Finds the list that MOVE_TO_CAMPAIGN's parameters name, or creates it if they ask for a new one. Neither the list nor
 * its campaign can be deleted until the transaction ends.
 */
export async function settleTarget(
  run: Run,
  params: { CAMPAIGN_ID: number; LIST_ID?: number; LIST_NAME?: string; REUSE_LIST?: boolean },
): Promise<Target> {
  const { tx, scope } = run;
  const { CAMPAIGN_ID: campaignId, LIST_ID: listId, REUSE_LIST: reuse } = params;
  const name = params.LIST_NAME?.trim();
  const campaign = await tx.maybe(sql`
    select campaign_id from campaign where account_id = ${scope.accountId} and campaign_id = ${campaignId} for key share
  `);
  if (!campaign) {
    throw refuse("INVALID_FIELD", {
      field: param("CAMPAIGN_ID"),
      got: `${campaignId}, and there is no such campaign`,
      takes: "the id of a campaign of this account",
    });
  }
  if (listId) {
    const list = await tx.maybe(sql`
      select list_id from lead_list
      where account_id = ${scope.accountId} and campaign_id = ${campaignId} and list_id = ${listId}
      for key share
    `);
    if (list) return { campaignId, listId, isNew: false };
    throw refuse("INVALID_FIELD", {
      field: param("LIST_ID"),
      got: `${listId}, and campaign ${campaignId} has no such list`,
      takes: "the id of a list of that campaign, or 0 for a new one",
    });
  }
  if (reuse && !name) {
    throw refuse("INVALID_FIELD", {
      field: param("LIST_NAME"),
      got: shown(params.LIST_NAME),
      takes: "the name of the list that REUSE_LIST looks for",
    });
  }
  const known = reuse ? await reusableList(run, campaignId, name ?? "") : undefined;
  if (known) return { campaignId, listId: known, isNew: false };
  return { campaignId, listId: await newList(run, campaignId, name), isNew: true };
}

async function reusableList({ tx, scope }: Run, campaignId: number, name: string): Promise<number | undefined> {
  const list = await tx.maybe<{ listId: number }>(sql`
    select list_id as "listId" from lead_list
    where account_id = ${scope.accountId} and campaign_id = ${campaignId} and lower(list_desc) = lower(${name})
      and list_state not in ('DELETED', 'ARCHIVED')
    order by list_id desc
    limit 1
    for key share
  `);
  return list?.listId;
}

async function newList(
  { tx, scope, now, actionId, requestedBy, afterCall }: Run,
  campaignId: number,
  name: string | undefined,
): Promise<number> {
  if (!afterCall) await requireQuota(tx, scope.accountId, "lists");
  const { listId } = await tx.one<{ listId: number }>(sql`
    insert into lead_list (account_id, campaign_id, list_desc, uploaded_at, uploaded_by, created_by_action_id)
    values (${scope.accountId}, ${campaignId}, ${name || `Moved by action ${actionId}`}, ${now}, ${requestedBy}, ${actionId})
    returning list_id as "listId"
  `);
  return listId;
}

/** Locks the target for a batch. Refuses if the campaign or list was deleted while the action ran, which then fails. */
export async function holdTarget({ tx, scope }: Run, { campaignId, listId }: Target): Promise<void> {
  const held = await tx.maybe(sql`
    select from campaign
    join lead_list on lead_list.account_id = campaign.account_id and lead_list.campaign_id = campaign.campaign_id
    where campaign.account_id = ${scope.accountId} and campaign.campaign_id = ${campaignId} and lead_list.list_id = ${listId}
    for key share
  `);
  if (!held)
    throw refuse("CONFLICT", {
      what: "List",
      id: listId,
      reason: `of campaign ${campaignId} was deleted while leads were moved to it`,
    });
}

/** Stores how many leads a new list received, or removes the list if it received none. */
export async function settleNewList({ tx, scope }: Run, { listId, isNew }: Target, arrived: number): Promise<void> {
  if (!isNew) return;
  await tx.execute(
    arrived > 0
      ? sql`update lead_list set leads_supplied = ${arrived}, leads_inserted = ${arrived} where account_id = ${scope.accountId} and list_id = ${listId}`
      : sql`delete from lead_list where account_id = ${scope.accountId} and list_id = ${listId}`,
  );
}

/**
 * Removes the list that the action created as its target if the undo has emptied it. The undo's record keeps the list,
 * to restore it if the undo is undone.
 */
export async function removeEmptyList(
  { tx, scope, actionId }: Pick<Run, "tx" | "scope" | "actionId">,
  original: Pick<Run, "actionId">,
): Promise<void> {
  await tx.execute(sql`
    with removed as (
      delete from lead_list
      where account_id = ${scope.accountId} and created_by_action_id = ${original.actionId}
        and not exists (
          select from lead
          where lead.account_id = ${scope.accountId} and lead.campaign_id = lead_list.campaign_id and lead.list_id = lead_list.list_id)
      returning to_jsonb(lead_list) as list
    )
    update lead_action set settled = settled || jsonb_build_object('removedList', removed.list)
    from removed
    where account_id = ${scope.accountId} and action_id = ${actionId}
  `);
}
