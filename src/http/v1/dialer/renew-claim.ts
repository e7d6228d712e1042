import { renewClaim } from "../../../dialer/hold.ts";
import { ClaimPath, ClaimStateResource } from "../../claim-resource.ts";
import { endpoint } from "../../endpoint.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/renew",
  summary: "The lease begins anew; without that a claim lapses.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  response: { 200: ClaimStateResource },
  handler: ({ house, accountId, params: { claimId } }) =>
    house.db.transaction((tx) => renewClaim(tx, accountId, claimId, house.clock())),
});
