import type { Tx } from "../db/database.ts";
import { prepared, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import type { LeadState } from "../leads/state.ts";
import { demandCampaignAgent } from "./campaign-agent.ts";

type ClaimStatus = "PENDING" | "ACTIVE" | "DONE" | "RELEASED" | "LAPSED";

/** Who ends a claim; a program has no user. */
export type Who = { userId: number | null; name: string };

/** A claim as it stands, locked until the transaction ends. */
export interface HeldClaim {
  claimId: number;
  leadId: number;
  campaignId: number;
  agentId: number | null;
  phone: string;
  status: ClaimStatus;
  leaseExpiresAt: Date;
  leaseSeconds: number;
  passId: number | null;
  leftState: LeadState | null;
  leftNextDialTime: Date | null;
  leftWarnings: string[];
  claimedBy: string;
}

/** Locks a claim of the account; refuses ids of others. */
export async function holdClaim(tx: Tx, accountId: number, claimId: number): Promise<HeldClaim> {
  const claim = await tx.maybe<HeldClaim>(
    prepared(sql`
    select claim_id as "claimId", lead_id as "leadId", campaign_id as "campaignId", agent_id as "agentId", phone, status,
      lease_expires_at as "leaseExpiresAt", lease_seconds as "leaseSeconds", pass_id as "passId", left_state as "leftState",
      left_next_dial_time as "leftNextDialTime", left_warnings as "leftWarnings", claimed_by as "claimedBy"
    from claim where account_id = ${accountId} and claim_id = ${claimId}
    for update
  `),
  );
  if (!claim) throw refuse("NOT_FOUND", { what: "claim", id: claimId });
  return claim;
}

/** Refuses a claim that is over. */
export function demandOpen({ claimId, status }: HeldClaim, verb: string): void {
  if (status === "PENDING" || status === "ACTIVE") return;
  const reason =
    status === "LAPSED"
      ? `has lapsed: it was not renewed in time, so it cannot be ${verb}`
      : `is ${status} and cannot be ${verb}`;
  throw refuse("CONFLICT", { what: "Claim", id: claimId, reason });
}

export interface ClaimState {
  claimId: number;
  status: ClaimStatus;
  leaseExpiresAt: Date;
  /** Tells of an action that stopped the lead meanwhile; null: the lead was deleted. */
  leadState: LeadState | null;
}

/**
 * The call is answered: the lead is ACTIVE from now on, and the lease begins anew. Connecting twice is as once. A claim made for whoever is
 * free takes the agent who has the call; refuses one who does not work for the campaign, and another than the one who has fetched the lead.
 */
export async function connectClaim(
  tx: Tx,
  accountId: number,
  claimId: number,
  now: Date,
  agentId?: number,
): Promise<ClaimState> {
  const claim = await holdClaim(tx, accountId, claimId);
  demandOpen(claim, "connected");
  if (claim.status === "ACTIVE") return await stateOf(tx, accountId, claim);
  if (agentId !== undefined && claim.agentId !== null && claim.agentId !== agentId)
    throw refuse("CONFLICT", { what: "Claim", id: claimId, reason: `is agent ${claim.agentId}'s` });
  if (agentId !== undefined && claim.agentId === null)
    await demandCampaignAgent(tx, accountId, claim.campaignId, agentId, "agentId");
  await tx.execute(sql`
    update claim
    set status = 'ACTIVE', connected_at = ${now}, lease_expires_at = ${leaseFrom(claim, now)}, agent_id = coalesce(agent_id, ${agentId ?? null})
    where account_id = ${accountId} and claim_id = ${claimId}
  `);
  await tx.execute(sql`
    update lead set lead_state = 'ACTIVE', state_at = ${now}
    where account_id = ${accountId} and lead_id = ${claim.leadId} and claim_id = ${claimId} and lead_state = 'PENDING'
  `);
  return await stateOf(tx, accountId, { ...claim, status: "ACTIVE", leaseExpiresAt: leaseFrom(claim, now) });
}

/** The lease begins anew. */
export async function renewClaim(tx: Tx, accountId: number, claimId: number, now: Date): Promise<ClaimState> {
  const claim = await holdClaim(tx, accountId, claimId);
  demandOpen(claim, "renewed");
  const leaseExpiresAt = leaseFrom(claim, now);
  await tx.execute(sql`
    update claim set lease_expires_at = ${leaseExpiresAt} where account_id = ${accountId} and claim_id = ${claimId}
  `);
  return await stateOf(tx, accountId, { ...claim, leaseExpiresAt });
}

const leaseFrom = ({ leaseSeconds }: HeldClaim, now: Date) => new Date(now.getTime() + leaseSeconds * 1000);

export async function stateOf(
  tx: Tx,
  accountId: number,
  { claimId, leadId, status, leaseExpiresAt }: HeldClaim,
): Promise<ClaimState> {
  const lead = await tx.maybe<{ lead_state: LeadState }>(
    sql`select lead_state from lead where account_id = ${accountId} and lead_id = ${leadId}`,
  );
  return { claimId, status, leaseExpiresAt, leadState: lead?.lead_state ?? null };
}
