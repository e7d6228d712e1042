import type { Transaction, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import type { Scope } from "../../leads/search/scope.ts";
import type { SystemDisposition } from "../../leads/state.ts";
import { requireCampaignAgent } from "../claims/campaign-agent.ts";
import {
  type Actor,
  type ClaimState,
  claimConflict,
  claimStateOf,
  type HeldState,
  heldStateOf,
  type LockedClaim,
  lockClaim,
  requireOpen,
} from "../claims/hold.ts";
import { endWithPass } from "./complete.ts";

// The steps of a claim, which claim-status.ts draws. Each may be skipped. A step is never refused because the lead was
// stopped meanwhile: the answer says so, and the dialer decides.

/** Marks the number as being dialed, so that DIALER_REFRESH leaves the lead alone. Renews the lease once. */
export async function dialClaim(tx: Tx, scope: Scope, claimId: number, now: Date): Promise<HeldState> {
  const claim = await lockClaim(tx, scope.accountId, claimId);
  requireOpen(claim, "dialed");
  if (claim.status === "DIALING") return await heldStateOf(tx, scope, claim, now);
  if (claim.status !== "PENDING") throw claimConflict(claim, `is ${claim.status}: its number was already dialed`);
  const leaseExpiresAt = leaseFrom(claim, now);
  await tx.execute(sql`
    update claim set status = 'DIALING', dialing_at = ${now}, lease_expires_at = ${leaseExpiresAt}
    where account_id = ${scope.accountId} and claim_id = ${claimId}
  `);
  return await heldStateOf(tx, scope, { ...claim, status: "DIALING", leaseExpiresAt }, now);
}

/**
 * Marks the call as answered: the lead becomes ACTIVE, and the lease starts anew. Connecting twice changes nothing
 * more. A claim made without an agent is given to `agentId`; refuses an agent who doesn't work for the campaign, or who
 * differs from the claim's own.
 */
export async function connectClaim(
  tx: Tx,
  scope: Scope,
  claimId: number,
  now: Date,
  agentId?: number,
): Promise<HeldState> {
  const { accountId } = scope;
  const claim = await lockClaim(tx, accountId, claimId);
  requireOpen(claim, "connected");
  if (claim.status === "WRAP_UP") throw claimConflict(claim, "is in wrap-up: its call is over");
  if (agentId !== undefined && claim.agentId !== null && claim.agentId !== agentId)
    throw claimConflict(claim, `belongs to agent ${claim.agentId}`);
  if (agentId !== undefined && claim.agentId === null)
    await requireCampaignAgent(tx, accountId, claim.campaignId, agentId, "agentId");
  const connected: LockedClaim = { ...claim, agentId: claim.agentId ?? agentId ?? null };
  if (claim.status !== "ACTIVE") {
    connected.status = "ACTIVE";
    connected.leaseExpiresAt = leaseFrom(claim, now);
  }
  await tx.execute(sql`
    update claim
    set status = 'ACTIVE', connected_at = coalesce(connected_at, ${now}), lease_expires_at = ${connected.leaseExpiresAt}, agent_id = ${connected.agentId}
    where account_id = ${accountId} and claim_id = ${claimId}
  `);
  await tx.execute(sql`
    update lead set lead_state = 'ACTIVE', state_at = ${now}
    where account_id = ${accountId} and lead_id = ${claim.leadId} and claim_id = ${claimId} and lead_state = 'PENDING'
  `);
  return await heldStateOf(tx, scope, connected, now);
}

/** Renews the lease. In wrap-up a deadline for the disposition applies instead, if there is one. */
export async function renewClaim(tx: Tx, scope: Scope, claimId: number, now: Date): Promise<HeldState> {
  const claim = await lockClaim(tx, scope.accountId, claimId);
  requireOpen(claim, "renewed");
  if (claim.status === "WRAP_UP" && (await secondsToWrapUp(tx, scope.accountId, claim)) > 0)
    return await heldStateOf(tx, scope, claim, now);
  const leaseExpiresAt = leaseFrom(claim, now);
  await tx.execute(sql`
    update claim set lease_expires_at = ${leaseExpiresAt} where account_id = ${scope.accountId} and claim_id = ${claimId}
  `);
  return await heldStateOf(tx, scope, { ...claim, leaseExpiresAt }, now);
}

/** How a call ended, as the dialer reports it. */
interface EndedCall {
  systemDisposition: SystemDisposition;
  durationSeconds?: number | undefined;
}

/**
 * Ends the call and leaves the disposition open until its deadline, when the sweep applies the campaign's default. The
 * first report counts; hanging up again changes nothing. If the claim was released or has lapsed, records the pass at
 * once, for /complete to amend.
 */
export async function hangUpClaim(
  tx: Transaction,
  scope: Scope,
  who: Actor,
  claimId: number,
  call: EndedCall,
  now: Date,
): Promise<ClaimState> {
  const { accountId } = scope;
  const claim = await lockClaim(tx, accountId, claimId);
  if (claim.status === "RELEASED" || claim.status === "LAPSED")
    return await hangUpLate(tx, scope, who, claim, call, now);
  requireOpen(claim, "hung up");
  if (claim.status === "WRAP_UP") return await claimStateOf(tx, accountId, claim);
  const seconds = await secondsToWrapUp(tx, accountId, claim);
  const leaseExpiresAt = seconds > 0 ? new Date(now.getTime() + seconds * 1000) : leaseFrom(claim, now);
  await tx.execute(sql`
    update claim
    set status = 'WRAP_UP', hung_up_at = ${now}, lease_expires_at = ${leaseExpiresAt}, system_disposition = ${call.systemDisposition},
      duration_seconds = ${call.durationSeconds ?? null}
    where account_id = ${accountId} and claim_id = ${claimId}
  `);
  return await claimStateOf(tx, accountId, { ...claim, status: "WRAP_UP", leaseExpiresAt });
}

/** Records the pass of a call whose claim had already ended. */
async function hangUpLate(
  tx: Transaction,
  scope: Scope,
  who: Actor,
  claim: LockedClaim,
  call: EndedCall,
  now: Date,
): Promise<ClaimState> {
  const { accountId } = scope;
  // The first report counts, and the sweep may have applied a default disposition since.
  if (claim.systemDisposition !== null) return await claimStateOf(tx, accountId, claim);
  const { claimId } = claim;
  await tx.execute(sql`
    update claim
    set hung_up_at = ${now}, system_disposition = ${call.systemDisposition}, duration_seconds = ${call.durationSeconds ?? null}
    where account_id = ${accountId} and claim_id = ${claimId}
  `);
  await endWithPass(tx, scope, who, claim, { claimId, ...call }, "LAPSED", now);
  return await claimStateOf(tx, accountId, { ...claim, status: "LAPSED" });
}

/**
 * Seconds for choosing a disposition: the default disposition's timeout, or else the campaign's. 0: until the lease
 * ends.
 */
async function secondsToWrapUp(tx: Tx, accountId: number, { campaignId }: LockedClaim): Promise<number> {
  const found = await tx.maybe<{ seconds: number }>(sql`
    select coalesce(nullif(disposition.timeout_seconds, 0), campaign.disposition_timeout) as seconds
    from campaign
    left join disposition on disposition.account_id = campaign.account_id and disposition.campaign_id = campaign.campaign_id
      and disposition.is_default and not disposition.is_disabled
    where campaign.account_id = ${accountId} and campaign.campaign_id = ${campaignId}
    order by disposition.rank, disposition.disposition_id
    limit 1
  `);
  return found?.seconds ?? 0;
}

const leaseFrom = ({ leaseSeconds }: LockedClaim, now: Date) => new Date(now.getTime() + leaseSeconds * 1000);
