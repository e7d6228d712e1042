import Type from "typebox";
import { apiTokensOf } from "../../../accounts/sign-in/credentials/api-token.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ApiTokenResource } from "./api-token-resource.ts";

export default endpoint({
  method: "GET",
  path: "/tokens",
  summary: "Lists the caller's API tokens, newest first",
  tag: "API tokens",
  role: "user",
  response: { 200: Type.Object({ items: Type.Array(ApiTokenResource) }) },
  handler: async ({ caller, context }) => ({ items: await apiTokensOf(context.db, { userId: caller.userId }) }),
});
