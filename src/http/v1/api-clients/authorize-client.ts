import Type from "typebox";
import { authorizeClient } from "../../../accounts/api-clients/authorization.ts";
import { endpoint } from "../../core/endpoint.ts";
import { authorizationFields } from "./api-client-resource.ts";

export default endpoint({
  method: "POST",
  path: "/authorization",
  summary: "Lets a client sign the caller in",
  description: "Returns where to send the browser, with a code that works once, within 60 seconds.",
  tag: "API clients",
  role: "user",
  body: Type.Object(
    { ...authorizationFields, state: Type.Optional(Type.String({ maxLength: 2000 })) },
    { additionalProperties: false },
  ),
  response: { 200: Type.Object({ redirectTo: Type.String() }) },
  handler: async ({ body, caller, context }) => ({
    redirectTo: await authorizeClient(context.db, caller, body, context.clock()),
  }),
});
