import { connectClaim } from "../../../dialer/hold.ts";
import { ClaimPath, ClaimStateResource } from "../../claim-resource.ts";
import { endpoint } from "../../endpoint.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/connect",
  summary: "The call is answered: the lead is ACTIVE, and the lease begins anew.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  response: { 200: ClaimStateResource },
  handler: ({ house, accountId, params: { claimId } }) =>
    house.db.transaction((tx) => connectClaim(tx, accountId, claimId, house.clock())),
});
