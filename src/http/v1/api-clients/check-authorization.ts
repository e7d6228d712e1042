import Type from "typebox";
import { checkAuthorization } from "../../../accounts/api-clients/authorization.ts";
import { endpoint } from "../../core/endpoint.ts";
import { authorizationFields } from "./api-client-resource.ts";

export default endpoint({
  method: "GET",
  path: "/authorization",
  summary: "Says which client asks to sign the caller in",
  description: "For the page that asks the user to agree.",
  tag: "API clients",
  role: "user",
  query: Type.Object(authorizationFields),
  response: { 200: Type.Object({ label: Type.String(), isPublic: Type.Boolean() }) },
  handler: ({ query, context }) => checkAuthorization(context.db, query),
});
