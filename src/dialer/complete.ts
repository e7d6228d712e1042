import { DateTime } from "luxon";
import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import type { Scope } from "../leads/criteria.ts";
import type { LeadState, SystemDisposition } from "../leads/state.ts";

export interface Outcome {
  claimId: number;
  systemDisposition: SystemDisposition;
  durationSeconds?: number | undefined;
  notes?: string | undefined;
  uii?: string | undefined;
}

/** What a pass makes of its lead, where no agent disposition says otherwise; all others make it READY after the pass delay. */
const ending: Partial<Record<SystemDisposition, LeadState>> = {
  ANSWER: "COMPLETE",
  INTERCEPT: "INTERCEPT",
  DISCONNECT: "DISCONNECTED",
  APP_DNC: "DO-NOT-CALL",
};

// States that an action gave the lead while it was held: the pass is recorded, and the stop stays.
const stopped: readonly LeadState[] = ["CANCELLED", "PAUSED", "DO-NOT-CALL", "TRANSITIONED"];

/**
 * Ends a claim with the outcome of its pass, and answers with the pass's id. Completing twice is harmless: the second answer is the
 * first. The pass of a lead that was deleted meanwhile is recorded all the same.
 */
export async function completeClaim(
  db: Database,
  scope: Scope,
  outcome: Outcome,
  now: Date,
): Promise<{ passId: number }> {
  const { accountId } = scope;
  const { claimId, systemDisposition, durationSeconds = null, notes = null, uii = null } = outcome;
  const today = DateTime.fromJSDate(now, { zone: scope.timeZone }).toISODate();
  return await db.transaction(async (tx) => {
    const claim = await tx.maybe<{ lead_id: number; status: string; pass_id: number | null }>(sql`
      select lead_id, status, pass_id from claim where account_id = ${accountId} and claim_id = ${claimId} for update
    `);
    if (!claim) throw refuse("NOT_FOUND", { what: "claim", id: claimId });
    if (claim.pass_id !== null) return { passId: claim.pass_id };
    if (claim.status !== "PENDING" && claim.status !== "ACTIVE") {
      throw refuse("CONFLICT", { what: "Claim", id: claimId, reason: `is ${claim.status} and cannot be completed` });
    }
    const lead = await tx.maybe<{ pass_count: number }>(sql`
      update lead
      set claim_id = null,
        lead_state = case when lead_state = any (${stopped}::lead_state[]) then lead_state else ${ending[systemDisposition] ?? "READY"} end,
        state_at = case when lead_state = any (${stopped}::lead_state[]) then state_at else ${now} end,
        next_dial_time = case when lead_state = any (${stopped}::lead_state[]) then next_dial_time else ${now}::timestamptz + make_interval(mins => campaign.pass_delay_min) end,
        callback_at = case when lead_state = any (${stopped}::lead_state[]) then callback_at end,
        callback_agent_id = case when lead_state = any (${stopped}::lead_state[]) then callback_agent_id end,
        pass_count = pass_count + case when excluded.pass then 0 else 1 end,
        daily_pass_count = case when daily_pass_on = ${today} then daily_pass_count else 0 end + case when excluded.pass then 0 else 1 end,
        daily_pass_on = ${today},
        dial_count = dial_count + 1, last_system_disposition = ${systemDisposition}, last_agent_disposition = null,
        last_agent_id = claim.agent_id, last_pass_at = ${now}
      from claim
      join campaign on campaign.account_id = ${accountId} and campaign.campaign_id = claim.campaign_id
      cross join lateral (
        select lower(${systemDisposition}) = any (string_to_array(lower(campaign.max_passes_exclude), ',')) as pass
      ) excluded
      where claim.account_id = ${accountId} and claim.claim_id = ${claimId}
        and lead.account_id = ${accountId} and lead.lead_id = claim.lead_id and lead.claim_id = claim.claim_id
      returning old.pass_count
    `);
    const { pass_id } = await tx.one<{ pass_id: number }>(sql`
      insert into pass (account_id, lead_id, campaign_id, pass_number, passed_at, system_disposition, agent_id, agent_notes, phone, uii,
        call_start, duration_seconds)
      select account_id, lead_id, campaign_id,
        ${lead === undefined ? sql`1 + (select count(*) from pass where pass.account_id = ${accountId} and pass.lead_id = claim.lead_id)` : sql`${lead.pass_count + 1}::int`},
        ${now}, ${systemDisposition}, agent_id, ${lead === undefined ? null : notes}, phone, ${uii}, coalesce(connected_at, claimed_at), ${durationSeconds}
      from claim
      where account_id = ${accountId} and claim_id = ${claimId}
      returning pass_id
    `);
    await tx.execute(sql`
      update claim set status = 'DONE', ended_at = ${now}, pass_id = ${pass_id} where account_id = ${accountId} and claim_id = ${claimId}
    `);
    return { passId: pass_id };
  });
}
