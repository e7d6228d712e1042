import type { Tx } from "../../db/database.ts";
import { freeLeads } from "../../leads/free-leads.ts";
import { type ClaimState, claimConflict, claimStateOf, lockClaim, requireOpen } from "./hold.ts";

/**
 * Gives back a lead that was not called: nothing is counted, and it is dialable as before. Releasing twice changes
 * nothing more. Refuses a claim that is or was on a call, since that ends with a pass. A claim in DIALING may be
 * released: its dialer was told not to call the lead any more, or gave up.
 */
export async function releaseClaim(tx: Tx, accountId: number, claimId: number, now: Date): Promise<ClaimState> {
  const claim = await lockClaim(tx, accountId, claimId);
  if (claim.status === "RELEASED") return await claimStateOf(tx, accountId, claim);
  requireOpen(claim, "released");
  if (claim.status === "ACTIVE") throw claimConflict(claim, "is on a call; complete it instead");
  if (claim.status === "WRAP_UP") throw claimConflict(claim, "is in wrap-up: its call is over; complete it instead");
  await freeLeads(tx, accountId, [claimId], "RELEASED", now);
  return await claimStateOf(tx, accountId, { ...claim, status: "RELEASED" });
}
