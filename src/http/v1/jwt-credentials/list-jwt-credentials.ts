import Type from "typebox";
import { jwtCredentialsOf } from "../../../accounts/sign-in/credentials/jwt-credential.ts";
import { endpoint } from "../../core/endpoint.ts";
import { JwtCredentialResource } from "./jwt-credential-resource.ts";

export default endpoint({
  method: "GET",
  path: "/jwt-credentials",
  summary: "Lists the caller's JWT credentials, newest first, without the JWTs",
  tag: "JWT credentials",
  role: "user",
  response: { 200: Type.Object({ items: Type.Array(JwtCredentialResource) }) },
  handler: async ({ caller, context }) => ({ items: await jwtCredentialsOf(context.db, { userId: caller.userId }) }),
});
