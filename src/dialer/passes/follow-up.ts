import type { Transaction } from "../../db/database.ts";
import { lock } from "../../db/locks.ts";
import { sql } from "../../db/sql.ts";
import { findAction } from "../../leads/catalogue.ts";
import { acceptWithin } from "../../leads/engine/accept-action.ts";
import type { Scope } from "../../leads/search/scope.ts";
import type { Actor, LockedClaim } from "../claims/hold.ts";

/**
 * Puts all numbers of the lead on the do-not-call list, under the tag that its disposition names. If the lead was
 * deleted, puts the dialed number there.
 */
export async function addToDncAfterPass(
  tx: Transaction,
  accountId: number,
  who: Actor,
  { leadId, phone }: LockedClaim,
  { name, dncTagLabel }: { name: string; dncTagLabel: string | null },
  now: Date,
): Promise<void> {
  const tagId = dncTagLabel?.trim() ? await findOrCreateTag(tx, accountId, dncTagLabel.trim()) : 0;
  await tx.execute(sql`
    insert into dnc_entry (account_id, phone, country_id, dnc_tag_id, reason, added_by, added_at)
    select ${accountId}::bigint, number.phone,
      coalesce((select country_id from contact where account_id = ${accountId} and lead_id = ${leadId}), 'USA'),
      ${tagId}::bigint, ${name}::text, ${who.name}::text, ${now}::timestamptz
    from (
      select ${phone}::text as phone
      union
      select contact.phone from contact where contact.account_id = ${accountId} and contact.lead_id = ${leadId}
      union
      select lead_phone.phone from lead_phone where lead_phone.account_id = ${accountId} and lead_phone.lead_id = ${leadId}
    ) as number
    -- An entry that would expire no longer does: the person has asked again.
    on conflict (account_id, phone, dnc_tag_id) where phone is not null
      do update set expires_at = null, reason = excluded.reason, action_id = null
  `);
}

/** Finds or creates the tag: a missing label must not lose what the person asked for. */
async function findOrCreateTag(tx: Transaction, accountId: number, label: string): Promise<number> {
  await tx.execute(
    sql`insert into dnc_tag (account_id, tag_label) values (${accountId}, ${label}) on conflict do nothing`,
  );
  const { tagId } = await tx.one<{ tagId: number }>(
    sql`select dnc_tag_id as "tagId" from dnc_tag where account_id = ${accountId} and lower(tag_label) = lower(${label})`,
  );
  return tagId;
}

/**
 * Moves the lead, or a copy of it, to another campaign. Records a MOVE_TO_CAMPAIGN action, so that it shows in the
 * lead's history and can be undone by itself. Leads from one campaign and disposition share a list in the target.
 * Returns the action's warnings.
 */
export async function moveAfterPass(
  tx: Transaction,
  scope: Scope,
  who: Actor,
  { leadId, campaignId }: LockedClaim,
  { campaignId: target, copy }: { campaignId: number; copy: boolean },
  disposition: string | undefined,
  now: Date,
): Promise<string[]> {
  // Two passes that end at once would otherwise both create the target's list.
  await lock(tx, "passTarget", target);
  const named = await tx.maybe<{ campaignName: string }>(sql`
    select source.campaign_name as "campaignName"
    from campaign source
    join campaign target on target.account_id = source.account_id and target.campaign_id = ${target}
    where source.account_id = ${scope.accountId} and source.campaign_id = ${campaignId}
  `);
  // The target may have been deleted since; the pass counts all the same.
  if (!named) return [];
  const from = disposition === undefined ? named.campaignName : `${named.campaignName}: ${disposition}`;
  const params = {
    CAMPAIGN_ID: target,
    LIST_NAME: `From ${from}`.slice(0, 200),
    REUSE_LIST: true,
    CREATE_COPY_SETTING: copy ? "true" : "false",
    // Passes count per campaign: a lead moved on its last pass would arrive undialable. Within its own campaign,
    // though, a reset would have it dialed forever.
    RESET_PASSES: target !== campaignId,
  };
  const { warnings } = await acceptWithin(
    tx,
    scope,
    who,
    {
      action: findAction("MOVE_TO_CAMPAIGN"),
      criteria: { leadIds: [leadId] },
      params,
      allLeads: false,
      afterCall: true,
    },
    now,
  );
  return warnings.map(({ warning }) => warning);
}
