import type { Tx } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import type { Scope } from "../../leads/search/scope.ts";
import type { LeadState, SystemDisposition } from "../../leads/state.ts";
import { type ClaimStatus, openStatuses } from "./claim-status.ts";
import { type HeldReason, readHeldLead } from "./held-lead.ts";

/** Who changes a claim, for the history; a program has no user. */
export type Actor = { userId: number | null; name: string };

/** A claim, locked until the transaction ends. */
export interface LockedClaim {
  claimId: number;
  leadId: number;
  campaignId: number;
  agentId: number | null;
  phone: string;
  /** Numbers dialed under this claim before the current one. */
  dialedPhones: string[];
  status: ClaimStatus;
  claimedAt: Date;
  leaseExpiresAt: Date;
  leaseSeconds: number;
  /** What hangup reported. */
  systemDisposition: SystemDisposition | null;
  durationSeconds: number | null;
  endedAt: Date | null;
  passId: number | null;
  /** The answer to its completion, together with passId. */
  lateFrom: "RELEASED" | "LAPSED" | null;
  leftState: LeadState | null;
  leftNextDialTime: Date | null;
  leftBecause: string | null;
  leftCallback: string | null;
  leftWarnings: string[];
  claimedBy: string;
}

/** Locks a claim of the account; refuses unknown ids. */
export async function lockClaim(tx: Tx, accountId: number, claimId: number): Promise<LockedClaim> {
  const claim = await tx.maybe<LockedClaim>(
    prepared(sql`
    select claim_id as "claimId", lead_id as "leadId", campaign_id as "campaignId", agent_id as "agentId", phone,
      dialed_phones as "dialedPhones", status, claimed_at as "claimedAt", lease_expires_at as "leaseExpiresAt", lease_seconds as "leaseSeconds",
      system_disposition as "systemDisposition", duration_seconds as "durationSeconds", ended_at as "endedAt", pass_id as "passId",
      late_from as "lateFrom", left_state as "leftState", left_next_dial_time as "leftNextDialTime", left_because as "leftBecause",
      left_callback as "leftCallback", left_warnings as "leftWarnings", claimed_by as "claimedBy"
    from claim where account_id = ${accountId} and claim_id = ${claimId}
    for update
  `),
  );
  if (!claim) throw refuse("NOT_FOUND", { what: "claim", id: claimId });
  return claim;
}

const endReasons: Partial<Record<ClaimStatus, string>> = {
  LAPSED: "has lapsed, because it was not renewed in time",
  RELEASED: "was RELEASED",
};

/** Refuses a claim that is over. `verb` completes "cannot be …". */
export function requireOpen(claim: LockedClaim, verb: string): void {
  if (openStatuses.includes(claim.status)) return;
  throw claimConflict(
    claim,
    claim.status === "DONE"
      ? `is DONE and cannot be ${verb}`
      : `${endReasons[claim.status] ?? `is ${claim.status}`}, so it cannot be ${verb}; its outcome can still be sent to /complete`,
  );
}

/** The refusal of a claim whose status doesn't allow the request. */
export const claimConflict = ({ claimId }: LockedClaim, reason: string) =>
  refuse("CONFLICT", { what: "Claim", id: claimId, reason });

/** A claim as its dialer sees it after a step. */
export interface ClaimState {
  claimId: number;
  status: ClaimStatus;
  /** In WRAP_UP: the deadline for the disposition. */
  leaseExpiresAt: Date;
  /** Shows whether an action stopped the lead meanwhile; null: the lead was deleted. */
  leadState: LeadState | null;
}

/** A claim, and whether its lead may still be called now. */
export interface HeldState extends ClaimState {
  dialable: boolean;
  reason: HeldReason | null;
}

export async function claimStateOf(
  tx: Tx,
  accountId: number,
  { claimId, leadId, status, leaseExpiresAt }: LockedClaim,
): Promise<ClaimState> {
  const lead = await tx.maybe<{ leadState: LeadState }>(
    sql`select lead_state as "leadState" from lead where account_id = ${accountId} and lead_id = ${leadId}`,
  );
  return { claimId, status, leaseExpiresAt, leadState: lead?.leadState ?? null };
}

export async function heldStateOf(tx: Tx, scope: Scope, claim: LockedClaim, now: Date): Promise<HeldState> {
  const { claimId, status, leaseExpiresAt } = claim;
  const { leadState, reason } = await readHeldLead(tx, scope, claim, now);
  return { claimId, status, leaseExpiresAt, leadState, dialable: reason === null, reason };
}
