import { announceDialable } from "../db/announce-dialable.ts";
import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { type ClaimState, demandOpen, holdClaim, stateOf } from "./hold.ts";

/**
 * Gives a lead back that was not called: nothing is counted, and it is dialable as before. Releasing twice is as once. Refuses a claim
 * that is on a call, which ends with a pass.
 */
export async function releaseClaim(tx: Tx, accountId: number, claimId: number, now: Date): Promise<ClaimState> {
  const claim = await holdClaim(tx, accountId, claimId);
  if (claim.status === "RELEASED") return await stateOf(tx, accountId, claim);
  demandOpen(claim, "released");
  if (claim.status === "ACTIVE")
    throw refuse("CONFLICT", { what: "Claim", id: claimId, reason: "is on a call; complete it instead" });
  await freeLeads(tx, accountId, [claimId], "RELEASED", now);
  return await stateOf(tx, accountId, { ...claim, status: "RELEASED" });
}

/** Ends claims that were not called. Their leads are what they were before, unless an action has given them another state meanwhile. */
export async function freeLeads(
  tx: Tx,
  accountId: number,
  claimIds: readonly number[],
  status: "RELEASED" | "LAPSED",
  now: Date,
): Promise<void> {
  await tx.execute(sql`
    update claim set status = ${status}, ended_at = ${now}
    where account_id = ${accountId} and claim_id = any (${claimIds}::bigint[])
  `);
  await tx.execute(sql`
    update lead
    set claim_id = null,
      state_at = case when lead_state = 'PENDING' then ${now} else state_at end,
      lead_state = case
        when lead_state <> 'PENDING' then lead_state
        when callback_at is null then 'READY'
        when callback_agent_id is null then 'CALLBACK'
        else 'AGENT-CALLBACK'
      end
    from claim
    where claim.account_id = ${accountId} and claim.claim_id = any (${claimIds}::bigint[])
      and lead.account_id = ${accountId} and lead.lead_id = claim.lead_id and lead.claim_id = claim.claim_id
  `);
  await announceDialable(tx, accountId);
}
