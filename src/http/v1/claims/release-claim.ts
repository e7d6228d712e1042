import { releaseClaim } from "../../../dialer/claims/release.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ClaimPath, ClaimStateResource } from "./claim-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/release",
  summary: "Releases a lead that was not called",
  description: "Nothing is counted. Refused once the call was connected or hung up.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  response: { 200: ClaimStateResource },
  handler: ({ context, accountId, params: { claimId } }) =>
    context.db.transaction((tx) => releaseClaim(tx, accountId, claimId, context.clock())),
});
