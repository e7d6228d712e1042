import type { Tx } from "../db/database.ts";
import { freeLeads } from "../leads/free-leads.ts";
import { type ClaimState, conflict, demandOpen, holdClaim, stateOf } from "./hold.ts";

/**
 * Gives a lead back that was not called: nothing is counted, and it is dialable as before. Releasing twice is as once. Refuses a claim
 * whose number has been dialed, which ends with a pass.
 */
export async function releaseClaim(tx: Tx, accountId: number, claimId: number, now: Date): Promise<ClaimState> {
  const claim = await holdClaim(tx, accountId, claimId);
  if (claim.status === "RELEASED") return await stateOf(tx, accountId, claim);
  demandOpen(claim, "released");
  if (claim.status !== "PENDING")
    throw conflict(claim, `is ${claim.status}: its number was dialed; complete it instead`);
  await freeLeads(tx, accountId, [claimId], "RELEASED", now);
  return await stateOf(tx, accountId, { ...claim, status: "RELEASED" });
}
