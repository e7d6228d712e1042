import { type Sql, sql } from "../../db/sql.ts";
import type { LockedClaim } from "../claims/hold.ts";
import type { DialedLead, Outcome } from "./dialed-lead.ts";

/** Inserts the pass of a claim, on its lead, or on the original if the disposition merges. Returns `pass_id`. */
export function insertPass(
  accountId: number,
  claim: LockedClaim,
  outcome: Outcome,
  { lead, disposition, originalId }: DialedLead,
  now: Date,
): Sql {
  const { systemDisposition, notes = null, uii = null, durationSeconds = null, dialDurationSeconds = null } = outcome;
  // Only the lead that was dialed has its pass count at hand; for an original or a deleted lead, count the passes.
  const owner = originalId ?? claim.leadId;
  return sql`
    insert into pass (account_id, lead_id, campaign_id, pass_number, passed_at, system_disposition, agent_disposition, agent_id, agent_notes,
      phone, uii, call_start, duration_seconds, dial_duration_seconds, is_contact, is_success, exclude_abandon)
    select account_id, ${owner}, campaign_id,
      ${lead && originalId === null ? sql`${lead.passCount + 1}::int` : sql`1 + (select count(*) from pass where pass.account_id = ${accountId} and pass.lead_id = ${owner})`},
      ${now}, ${systemDisposition}, ${disposition?.name ?? null}, agent_id, ${lead ? notes : null}, phone, ${uii},
      coalesce(connected_at, dialing_at, phone_at, claimed_at), ${durationSeconds}, ${dialDurationSeconds},
      ${disposition?.isContact ?? false}, ${disposition?.isSuccess ?? false}, ${disposition?.excludeAbandon ?? false}
    from claim
    where account_id = ${accountId} and claim_id = ${claim.claimId}
    returning pass_id`;
}

/** Replaces the outcome of a pass that was recorded without one. Its time stays. Returns `pass_id`. */
export function amendPass(
  accountId: number,
  passId: number,
  claim: LockedClaim,
  outcome: Outcome,
  { lead, disposition, originalId }: DialedLead,
): Sql {
  const { systemDisposition, notes = null, uii = null, durationSeconds = null, dialDurationSeconds = null } = outcome;
  return sql`
    update pass
    set lead_id = ${originalId ?? claim.leadId}, system_disposition = ${systemDisposition}, agent_disposition = ${disposition?.name ?? null},
      agent_notes = ${lead ? notes : null}, uii = coalesce(${uii}, uii), duration_seconds = coalesce(${durationSeconds}, duration_seconds),
      dial_duration_seconds = coalesce(${dialDurationSeconds}, dial_duration_seconds), is_contact = ${disposition?.isContact ?? false},
      is_success = ${disposition?.isSuccess ?? false}, exclude_abandon = ${disposition?.excludeAbandon ?? false}
    where account_id = ${accountId} and pass_id = ${passId}
    returning pass_id`;
}
