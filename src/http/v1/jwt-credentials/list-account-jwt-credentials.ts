import Type from "typebox";
import { jwtCredentialsOf } from "../../../accounts/sign-in/credentials/jwt-credential.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { JwtCredentialResource } from "./jwt-credential-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/jwt-credentials",
  summary: "Lists the JWT credentials of all users of the account, newest first, without the JWTs",
  description: "Covers users whose home account this is, not those who were given access from another account.",
  tag: "JWT credentials",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(JwtCredentialResource) }) },
  handler: async ({ accountId, context }) => ({
    items: await jwtCredentialsOf(context.db, { homeAccountId: accountId }),
  }),
});
