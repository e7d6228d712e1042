import { recordAudit } from "../accounts/audit/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import { requireQuota } from "../accounts/quotas.ts";
import { countOrphaned } from "../agents/orphaned-leads.ts";
import type { Tx } from "../db/database.ts";
import { limitTo, type Page } from "../db/page.ts";
import { type Sql, sql } from "../db/sql.ts";
import { dropQueue, queueChanged } from "../dial-queue/queue-changed.ts";
import { refuse } from "../errors.ts";
import {
  dialingEffect,
  type FieldInput,
  insertColumns,
  type Settings,
  selectList,
  updateAssignments,
  type Values,
} from "../validation/fields.ts";
import { requireSmallSettings } from "../validation/json-size.ts";
import { campaignFields, type PassAction } from "./campaign-fields.ts";
import { checkCampaign } from "./check-campaign.ts";
import { lockDialGroup } from "./dial-groups.ts";

/** A campaign with all its settings; those that the engine doesn't know are kept in `settings`. */
export interface Campaign extends Values<typeof campaignFields> {
  campaignId: number;
  dialGroupId: number;
  dialGroupName: string;
  createdAt: Date;
  settings: Settings;
}

/** Which campaigns: all of the account, of a dial group, or one, optionally only if it is in that dial group. */
export interface CampaignFilter {
  dialGroupId?: number | undefined;
  campaignId?: number | undefined;
}

const selectCampaigns = sql`
  select campaign.campaign_id as "campaignId", campaign.dial_group_id as "dialGroupId", dial_group_name as "dialGroupName",
    campaign.created_at as "createdAt", campaign.settings, ${selectList(campaignFields, "campaign")}
  from campaign join dial_group on dial_group.account_id = campaign.account_id and dial_group.dial_group_id = campaign.dial_group_id
`;

/** Campaigns, oldest first. Refuses an unknown dial group. */
export async function listCampaigns(
  tx: Tx,
  accountId: number,
  which: CampaignFilter = {},
  page: Page = {},
): Promise<Campaign[]> {
  if (which.dialGroupId !== undefined) await lockDialGroup(tx, accountId, which.dialGroupId, sql``);
  return tx.query<Campaign>(sql`
    ${selectCampaigns} where ${matchesFilter(accountId, which)} order by campaign.campaign_id ${limitTo(page)}
  `);
}

/** One campaign; with `dialGroupId`, only if in that dial group. */
export function getCampaign(
  tx: Tx,
  accountId: number,
  which: CampaignFilter & { campaignId: number },
): Promise<Campaign> {
  return lockCampaign(tx, accountId, which, sql``);
}

export async function createCampaign(
  tx: Tx,
  caller: Caller,
  accountId: number,
  dialGroupId: number,
  given: FieldInput<typeof campaignFields>,
): Promise<Campaign> {
  await lockDialGroup(tx, accountId, dialGroupId, sql`for key share`);
  checkCampaign(given.values);
  await requireTargets(tx, accountId, given.values.passActions);
  requireSmallSettings(given.settings);
  await requireQuota(tx, accountId, "campaigns");
  const fields = insertColumns(campaignFields, given.values);
  const { id } = await tx.one<{ id: number }>(sql`
    insert into campaign (account_id, dial_group_id, settings ${fields.columns})
    values (${accountId}, ${dialGroupId}, ${JSON.stringify(given.settings)} ${fields.values})
    returning campaign_id as id
  `);
  const after = await getCampaign(tx, accountId, { campaignId: id });
  await recordAudit(tx, caller, accountId, {
    type: "CREATE",
    entity: "Campaign",
    id,
    description: after.campaignName,
    after,
  });
  return after;
}

/**
 * Changes a campaign; `moveTo` puts it into another dial group. `orphanedLeads` counts its leads that are no longer
 * served to anybody because their agents don't work there; absent: none.
 */
export async function updateCampaign(
  tx: Tx,
  caller: Caller,
  accountId: number,
  which: CampaignFilter & { campaignId: number },
  given: FieldInput<typeof campaignFields>,
  moveTo?: number,
): Promise<Campaign & { orphanedLeads?: number }> {
  if (moveTo !== undefined) await lockDialGroup(tx, accountId, moveTo, sql`for key share`);
  const before = await lockCampaign(tx, accountId, which, sql`for no key update of campaign`);
  // Existing pass actions aren't checked again, so that a campaign from before a check can still be changed.
  checkCampaign({ ...before, passActions: [], ...given.values });
  await requireTargets(tx, accountId, given.values.passActions);
  const dialGroupId = moveTo ?? before.dialGroupId;
  const change = () =>
    tx.execute(sql`
      update campaign set settings = settings || ${JSON.stringify(given.settings)}::jsonb,
        dial_group_id = ${dialGroupId} ${updateAssignments(campaignFields, given.values)}
      where account_id = ${accountId} and campaign_id = ${which.campaignId}
    `);
  let orphanedLeads = 0;
  if (dialGroupId === before.dialGroupId) await change();
  else ({ orphanedLeads } = await countOrphaned(tx, accountId, { campaignId: which.campaignId }, change));
  const after = await getCampaign(tx, accountId, { campaignId: which.campaignId });
  requireSmallSettings(after.settings, before.settings);
  // Another dial group may order lists differently.
  const moves = after.dialGroupId !== before.dialGroupId;
  const effect = moves ? "order" : dialingEffect(campaignFields, before, after);
  await queueChanged(tx, accountId, effect, sql`campaign_id = ${which.campaignId}`);
  await recordAudit(tx, caller, accountId, {
    type: "UPDATE",
    entity: "Campaign",
    id: which.campaignId,
    description: after.campaignName,
    before,
    after,
  });
  return orphanedLeads > 0 ? { ...after, orphanedLeads } : after;
}

/** Refuses pass actions that move leads to an unknown campaign. */
async function requireTargets(tx: Tx, accountId: number, passActions: readonly PassAction[] = []): Promise<void> {
  for (const [i, { destCampaignId: id }] of passActions.entries()) {
    if (id === undefined) continue;
    const found = await tx.maybe(sql`
      select from campaign where account_id = ${accountId} and campaign_id = ${id} for key share
    `);
    if (!found)
      throw refuse("INVALID_FIELD", {
        field: `passActions.${i}.destCampaignId`,
        got: `${id}, and there is no such campaign`,
        takes: "the id of a campaign of this account",
      });
  }
}

/**
 * Deletes a campaign with its dispositions and empty lists. Refuses while it has leads, or while other campaigns'
 * dispositions or pass actions move leads to it. Locks the row for update, so it waits for loads and moves under way,
 * and then sees their leads.
 */
export async function deleteCampaign(
  tx: Tx,
  caller: Caller,
  accountId: number,
  which: CampaignFilter & { campaignId: number },
): Promise<void> {
  const before = await lockCampaign(tx, accountId, which, sql`for update of campaign`);
  const { campaignId: id } = which;
  const reason = await reasonNotDeletable(tx, accountId, id);
  if (reason) throw refuse("CONFLICT", { what: "Campaign", id, reason });
  await tx.execute(sql`delete from lead_list where account_id = ${accountId} and campaign_id = ${id}`);
  await tx.execute(sql`delete from campaign where account_id = ${accountId} and campaign_id = ${id}`);
  await dropQueue(tx, accountId, id);
  await recordAudit(tx, caller, accountId, {
    type: "DELETE",
    entity: "Campaign",
    id,
    description: before.campaignName,
    before,
  });
}

async function reasonNotDeletable(tx: Tx, accountId: number, campaignId: number): Promise<string | undefined> {
  const use = await tx.one<{ hasLeads: boolean; disposition: string | null; passesOf: string | null }>(sql`
    select
      exists (select from lead where account_id = ${accountId} and campaign_id = ${campaignId}) as "hasLeads",
      (select disposition_name || ' of campaign ' || campaign_id from disposition
        where account_id = ${accountId} and dest_campaign_id = ${campaignId} and campaign_id <> ${campaignId} limit 1) as disposition,
      (select campaign_name || ', ' || campaign_id from campaign
        where account_id = ${accountId} and campaign_id <> ${campaignId}
          and pass_actions @> ${JSON.stringify([{ destCampaignId: campaignId }])}::jsonb limit 1) as "passesOf"
  `);
  if (use.hasLeads)
    return "still has leads; move them elsewhere (MOVE_TO_CAMPAIGN) or delete them (DELETE_LEADS) first";
  if (use.disposition !== null)
    return `is the destination of disposition ${use.disposition}; set another destCampaignId there first`;
  if (use.passesOf !== null)
    return `is the destination of passActions of campaign ${use.passesOf}; set another destCampaignId there first`;
  return undefined;
}

/** Reads a campaign; `lock` is the locking clause of the query, or empty. */
export async function lockCampaign(
  tx: Tx,
  accountId: number,
  which: CampaignFilter & { campaignId: number },
  lock: Sql,
): Promise<Campaign> {
  const campaign = await tx.maybe<Campaign>(sql`${selectCampaigns} where ${matchesFilter(accountId, which)} ${lock}`);
  if (!campaign) throw refuse("NOT_FOUND", { what: "campaign", id: which.campaignId });
  return campaign;
}

function matchesFilter(accountId: number, { dialGroupId, campaignId }: CampaignFilter): Sql {
  return sql`campaign.account_id = ${accountId}
    and (${dialGroupId ?? null}::bigint is null or campaign.dial_group_id = ${dialGroupId ?? null})
    and (${campaignId ?? null}::bigint is null or campaign.campaign_id = ${campaignId ?? null})`;
}
