import Type from "typebox";
import { revokeJwtCredential } from "../../../accounts/sign-in/credentials/jwt-credential.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { JwtId } from "./jwt-credential-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/jwt-credentials/:jwtId",
  summary: "Revokes a JWT credential of a user of the account",
  tag: "JWT credentials",
  role: "admin",
  params: Type.Object({ accountId: AccountId, jwtId: JwtId }),
  async handler({ params, caller, accountId, context, reply }) {
    await revokeJwtCredential(context.db, caller, { homeAccountId: accountId }, params.jwtId);
    return reply.status(204).send();
  },
});
