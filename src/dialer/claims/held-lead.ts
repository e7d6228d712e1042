import type { Tx } from "../../db/database.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import { joinedCampaign } from "../../dial-queue/entry.ts";
import { stoppedBy } from "../../leads/binding.ts";
import { freedState } from "../../leads/free-leads.ts";
import type { Scope } from "../../leads/search/scope.ts";
import type { LeadState } from "../../leads/state.ts";
import { type DialScope, readDialScope } from "../rules/dial-scope.ts";
import { joinedContact, notDialableReason, type Reason } from "../rules/not-dialable.ts";

/** Why a claimed lead should no longer be called. */
export type HeldReason = Reason | "deleted";

/** A claimed lead, and whether it may still be called. */
interface HeldLead {
  /** Null: deleted. */
  leadState: LeadState | null;
  /** Null: it may be called. */
  reason: HeldReason | null;
}

/**
 * Reads the lead of an open claim and decides whether its number may still be called, by the rules that hand out leads,
 * applied as if the claim didn't exist.
 */
export async function readHeldLead(
  tx: Tx,
  scope: Scope,
  { claimId, leadId, agentId, phone }: { claimId: number; leadId: number; agentId: number | null; phone: string },
  now: Date,
): Promise<HeldLead> {
  const lead = await tx.maybe<{ leadState: LeadState; campaignId: number }>(
    prepared(
      sql`select lead_state as "leadState", campaign_id as "campaignId" from lead where account_id = ${scope.accountId} and lead_id = ${leadId}`,
    ),
  );
  if (!lead) return { leadState: null, reason: "deleted" };
  const dial = await readDialScope(tx, scope, { campaignIds: [lead.campaignId] }, now);
  const reason = (await isBeingStopped(tx, dial, leadId))
    ? "stopping"
    : await firstReason(tx, { ...dial, agentId, heldBy: claimId }, leadId, phone);
  return { leadState: lead.leadState, reason };
}

/** The lead as it would be without its claim, under the name `lead`, so that the rules apply unchanged. */
export const asIfFree = (dial: DialScope, leadId: number): Sql => sql`(
  select free.*
  from lead
  cross join lateral jsonb_populate_record(lead, jsonb_build_object('claim_id', null, 'lead_state', ${freedState(dial.now)},
    'next_dial_time', case when lead.lead_state in ('PENDING', 'ACTIVE') then least(lead.next_dial_time, ${dial.now}::timestamptz)
      else lead.next_dial_time end)) as free
  where lead.account_id = ${dial.scope.accountId} and lead.lead_id = ${leadId}) as lead`;

/** The first rule that forbids the call; its number counts as free unless a do-not-call entry bars it. */
async function firstReason(tx: Tx, dial: DialScope, leadId: number, phone: string): Promise<HeldReason | null> {
  // The claim itself is an attempt at its number, so the attempt limit doesn't apply again.
  const rules = { ...dial, running: [], attemptsPerPhone: null };
  const found = await tx.maybe<{ reason: Reason | null }>(
    prepared(sql`
      select ${notDialableReason(rules)} as reason
      from ${asIfFree(dial, leadId)} ${joinedCampaign} ${joinedContact}
      left join lateral (
        select ${phone}::text as phone
        where not exists (
          select from dnc_entry
          where dnc_entry.account_id = lead.account_id and dnc_entry.phone = ${phone} and coalesce(dnc_entry.expires_at > ${dial.now}, true))
      ) as dialed on true
    `),
  );
  return found ? found.reason : "deleted";
}

/** Whether a running action is about to stop the lead. Judges the lead's actual state, as the action's criteria do. */
export async function isBeingStopped(tx: Tx, { scope, running }: DialScope, leadId: number): Promise<boolean> {
  if (running.length === 0) return false;
  const found = await tx.maybe(sql`
    select from lead ${joinedCampaign} ${joinedContact}
    where lead.account_id = ${scope.accountId} and lead.lead_id = ${leadId} and (${stoppedBy(running, scope)})
  `);
  return found !== undefined;
}
