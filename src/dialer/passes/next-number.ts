import { DateTime } from "luxon";
import type { Transaction } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { joinedCampaign } from "../../dial-queue/entry.ts";
import { refuse } from "../../errors.ts";
import type { Scope } from "../../leads/search/scope.ts";
import type { SystemDisposition } from "../../leads/state.ts";
import { asIfFree, type HeldReason, isBeingStopped } from "../claims/held-lead.ts";
import {
  type ClaimState,
  claimStateOf,
  heldStateOf,
  type LockedClaim,
  lockClaim,
  requireOpen,
} from "../claims/hold.ts";
import { type DialScope, readDialScope } from "../rules/dial-scope.ts";
import { dialableNumbers, joinedContact, notDialableReason, type Reason } from "../rules/not-dialable.ts";
import { lockDialedLead, type Outcome } from "./dialed-lead.ts";
import { passCounts } from "./pass-outcome.ts";
import { insertPass } from "./write-pass.ts";

/** A claim after a move to the next number. */
export interface NextNumber extends ClaimState {
  /** Null: no number is left, and the claim hasn't changed. */
  phone: string | null;
  reason: HeldReason | "noNumber" | null;
}

/** What came of the number dialed so far. */
export interface NumberAttempt {
  /** The number dialed, so that a repeated request isn't recorded twice; absent: the claim's current one. */
  phone?: string | undefined;
  /** Optional after `hangup`, which reports it. */
  systemDisposition?: SystemDisposition | undefined;
  durationSeconds?: number | undefined;
  dialDurationSeconds?: number | undefined;
  uii?: string | undefined;
}

/**
 * Moves a claim to the lead's next number. Records the attempt at the current number as a pass that counts like any
 * other. The next number is the first in turn that is on no do-not-call list, within the attempt limit, not yet dialed
 * under this claim, and not held by another claim. If there is none, or the lead may no longer be called, records
 * nothing, and the dialer completes the claim with the current number's outcome.
 */
export async function moveToNextNumber(
  tx: Transaction,
  scope: Scope,
  claimId: number,
  attempt: NumberAttempt,
  now: Date,
): Promise<NextNumber> {
  const { accountId } = scope;
  const claim = await lockClaim(tx, accountId, claimId);
  requireOpen(claim, "moved to another number");
  const { phone = claim.phone } = attempt;
  if (phone !== claim.phone) {
    if (!claim.dialedPhones.includes(phone))
      throw refuse("INVALID_FIELD", {
        field: "phone",
        got: phone,
        takes: `a number of this claim, such as ${claim.phone}`,
      });
    return { ...(await heldStateOf(tx, scope, claim, now)), phone: claim.phone };
  }
  const systemDisposition = attempt.systemDisposition ?? claim.systemDisposition;
  if (systemDisposition === null)
    throw refuse("MISSING_FIELD", {
      field: "systemDisposition",
      takes: "the outcome of the number dialed so far; it is optional only after /hangup, which reports it",
    });
  const durationSeconds = attempt.durationSeconds ?? claim.durationSeconds ?? undefined;
  await tx.query(sql`savepoint before_attempt`);
  await recordAttempt(tx, scope, claim, { ...attempt, claimId, systemDisposition, durationSeconds }, now);
  const next = await nextNumber(tx, scope, claim, now);
  if (next.phone === null || next.reason !== null) {
    await tx.query(sql`rollback to savepoint before_attempt`);
    return { ...(await claimStateOf(tx, accountId, claim)), phone: null, reason: next.reason ?? "noNumber" };
  }
  const leaseExpiresAt = new Date(now.getTime() + claim.leaseSeconds * 1000);
  await tx.execute(sql`
    update claim
    set phone = ${next.phone}, dialed_phones = dialed_phones || ${claim.phone}::text, phone_at = ${now}, status = 'PENDING',
      lease_expires_at = ${leaseExpiresAt}, dialing_at = null, connected_at = null, hung_up_at = null, system_disposition = null,
      duration_seconds = null
    where account_id = ${accountId} and claim_id = ${claimId}
  `);
  const state = await claimStateOf(tx, accountId, { ...claim, status: "PENDING", leaseExpiresAt });
  return { ...state, phone: next.phone, reason: null };
}

/** Records the pass of one number. The claim keeps the lead; if released, the lead waits for the pass delay. */
async function recordAttempt(
  tx: Transaction,
  scope: Scope,
  claim: LockedClaim,
  outcome: Outcome,
  now: Date,
): Promise<void> {
  const { accountId, timeZone } = scope;
  const dialed = await lockDialedLead(tx, scope, claim, outcome, true);
  const { counts, countsToday } = passCounts(outcome.systemDisposition, undefined, dialed.rules);
  const today = DateTime.fromJSDate(now, { zone: timeZone }).toISODate();
  await tx.execute(insertPass(accountId, claim, outcome, dialed, now));
  await tx.execute(sql`
    update lead
    set lead_state = case when lead_state = 'ACTIVE' then 'PENDING' else lead_state end,
      next_dial_time = ${new Date(now.getTime() + dialed.rules.passDelayMin * 60_000)}, pass_count = pass_count + ${Number(counts)},
      daily_pass_count = case when daily_pass_on = ${today} then daily_pass_count else 0 end + ${Number(countsToday)},
      daily_pass_on = ${today}, dial_count = dial_count + 1, last_system_disposition = ${outcome.systemDisposition},
      last_agent_disposition = null, last_agent_id = ${claim.agentId}, last_pass_at = ${now}
    where account_id = ${accountId} and lead_id = ${claim.leadId} and claim_id = ${claim.claimId}
  `);
}

async function nextNumber(
  tx: Transaction,
  scope: Scope,
  { claimId, leadId, agentId, phone, dialedPhones }: LockedClaim,
  now: Date,
): Promise<{ phone: string | null; reason: HeldReason | null }> {
  const { accountId } = scope;
  const lead = await tx.maybe<{ campaignId: number }>(
    sql`select campaign_id as "campaignId" from lead where account_id = ${accountId} and lead_id = ${leadId}`,
  );
  if (!lead) return { phone: null, reason: "deleted" };
  const dial = await readDialScope(tx, scope, { campaignIds: [lead.campaignId] }, now);
  if (await isBeingStopped(tx, dial, leadId)) return { phone: null, reason: "stopping" };
  // The number is chosen separately, so the rules only have to judge the lead.
  const rules: DialScope = { ...dial, agentId, heldBy: claimId, running: [], attemptsPerPhone: null };
  return await tx.one<{ phone: string | null; reason: Reason | null }>(sql`
    select ${notDialableReason(rules)} as reason, (
        select free.phone from ${dialableNumbers(dial)} as free
        where free.phone <> all (${[...dialedPhones, phone]}::text[])
        order by free.turn
        limit 1) as phone
    from ${asIfFree(dial, leadId)} ${joinedCampaign} ${joinedContact}
    cross join (select ${phone}::text as phone) as dialed
  `);
}
