import type { Transaction, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import type { Scope } from "../../leads/search/scope.ts";
import type { SystemDisposition } from "../../leads/state.ts";
import { requireCampaignAgent } from "../claims/campaign-agent.ts";
import {
  type Actor,
  type ClaimState,
  conflict,
  type HeldClaim,
  type HeldState,
  heldStateOf,
  holdClaim,
  requireOpen,
  stateOf,
} from "../claims/hold.ts";
import { endWithPass } from "./complete.ts";

//   PENDING ──dialing──▶ DIALING ──connect──▶ ACTIVE ──hangup──▶ WRAP_UP ──complete──▶ DONE
//
// Every step is optional: a claim can connect, hang up, or complete from any earlier step. No step is refused because the lead was stopped
// in the meantime; the answer says so, and the holder decides.

/** The number is being dialed: from now on DIALER_REFRESH leaves the lead alone. Renews the lease; a second call changes nothing. */
export async function dialClaim(tx: Tx, scope: Scope, claimId: number, now: Date): Promise<HeldState> {
  const claim = await holdClaim(tx, scope.accountId, claimId);
  requireOpen(claim, "dialed");
  if (claim.status === "DIALING") return await heldStateOf(tx, scope, claim, now);
  if (claim.status !== "PENDING") throw conflict(claim, `is ${claim.status}: its number has been dialed already`);
  const leaseExpiresAt = leaseFrom(claim, now);
  await tx.execute(sql`
    update claim set status = 'DIALING', dialing_at = ${now}, lease_expires_at = ${leaseExpiresAt}
    where account_id = ${scope.accountId} and claim_id = ${claimId}
  `);
  return await heldStateOf(tx, scope, { ...claim, status: "DIALING", leaseExpiresAt }, now);
}

/**
 * The call is answered: the lead is ACTIVE, and the lease begins anew. Connecting twice is as once. A claim made for whoever is free takes
 * the agent who has the call; refuses one who does not work for the campaign, and another than the one who has the claim.
 */
export async function connectClaim(
  tx: Tx,
  scope: Scope,
  claimId: number,
  now: Date,
  agentId?: number,
): Promise<HeldState> {
  const { accountId } = scope;
  const claim = await holdClaim(tx, accountId, claimId);
  requireOpen(claim, "connected");
  if (claim.status === "WRAP_UP") throw conflict(claim, "is in wrap-up: its call is over");
  if (agentId !== undefined && claim.agentId !== null && claim.agentId !== agentId)
    throw conflict(claim, `is agent ${claim.agentId}'s`);
  if (agentId !== undefined && claim.agentId === null)
    await requireCampaignAgent(tx, accountId, claim.campaignId, agentId, "agentId");
  const connected: HeldClaim = { ...claim, agentId: claim.agentId ?? agentId ?? null };
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

/** Renews the lease, except in wrap-up, where the campaign sets the time for a disposition. */
export async function renewClaim(tx: Tx, scope: Scope, claimId: number, now: Date): Promise<HeldState> {
  const claim = await holdClaim(tx, scope.accountId, claimId);
  requireOpen(claim, "renewed");
  if (claim.status === "WRAP_UP" && (await secondsToWrapUp(tx, scope.accountId, claim)) > 0)
    return await heldStateOf(tx, scope, claim, now);
  const leaseExpiresAt = leaseFrom(claim, now);
  await tx.execute(sql`
    update claim set lease_expires_at = ${leaseExpiresAt} where account_id = ${scope.accountId} and claim_id = ${claimId}
  `);
  return await heldStateOf(tx, scope, { ...claim, leaseExpiresAt }, now);
}

/** How a call ended. */
interface EndedCall {
  systemDisposition: SystemDisposition;
  durationSeconds?: number | undefined;
}

/**
 * Ends the call and leaves the disposition open. When the time for it is up, the sweep takes the campaign's default disposition. Hanging up
 * twice is harmless; the first report counts. Of a claim that was released or has lapsed the pass is recorded at once, for /complete to amend.
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
  const claim = await holdClaim(tx, accountId, claimId);
  if (claim.status === "RELEASED" || claim.status === "LAPSED")
    return await hangUpLate(tx, scope, who, claim, call, now);
  requireOpen(claim, "hung up");
  if (claim.status === "WRAP_UP") return await stateOf(tx, accountId, claim);
  const seconds = await secondsToWrapUp(tx, accountId, claim);
  const leaseExpiresAt = seconds > 0 ? new Date(now.getTime() + seconds * 1000) : leaseFrom(claim, now);
  await tx.execute(sql`
    update claim
    set status = 'WRAP_UP', hung_up_at = ${now}, lease_expires_at = ${leaseExpiresAt}, system_disposition = ${call.systemDisposition},
      duration_seconds = ${call.durationSeconds ?? null}
    where account_id = ${accountId} and claim_id = ${claimId}
  `);
  return await stateOf(tx, accountId, { ...claim, status: "WRAP_UP", leaseExpiresAt });
}

async function hangUpLate(
  tx: Transaction,
  scope: Scope,
  who: Actor,
  claim: HeldClaim,
  call: EndedCall,
  now: Date,
): Promise<ClaimState> {
  const { accountId } = scope;
  // The first report counts, and a default disposition may have been taken since.
  if (claim.systemDisposition !== null) return await stateOf(tx, accountId, claim);
  const { claimId } = claim;
  await tx.execute(sql`
    update claim
    set hung_up_at = ${now}, system_disposition = ${call.systemDisposition}, duration_seconds = ${call.durationSeconds ?? null}
    where account_id = ${accountId} and claim_id = ${claimId}
  `);
  await endWithPass(tx, scope, who, claim, { claimId, ...call }, "LAPSED", now);
  return await stateOf(tx, accountId, { ...claim, status: "LAPSED" });
}

/** Seconds an agent has for a disposition: the default disposition's timeout, else the campaign's. 0: as long as the lease is renewed. */
async function secondsToWrapUp(tx: Tx, accountId: number, { campaignId }: HeldClaim): Promise<number> {
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

const leaseFrom = ({ leaseSeconds }: HeldClaim, now: Date) => new Date(now.getTime() + leaseSeconds * 1000);
