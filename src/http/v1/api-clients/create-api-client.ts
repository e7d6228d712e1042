import Type from "typebox";
import { createApiClient } from "../../../accounts/api-clients/api-clients.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { ApiClientResource } from "./api-client-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/api-clients",
  summary: "Creates an API client, which signs users in at RingCentral's paths",
  description:
    "Only this response contains the secret. A client can sign in every user of this server who agrees; what it may do is what the user may do.",
  tag: "API clients",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Object(
    {
      label: Type.String({
        minLength: 1,
        maxLength: 255,
        pattern: "\\S",
        description: "Shown to users who are asked to agree",
      }),
      redirectUris: Type.Optional(
        Type.Array(Type.String({ maxLength: 2000 }), {
          maxItems: 20,
          description: "Where authorization codes may be sent, compared exactly",
        }),
      ),
      isPublic: Type.Optional(
        Type.Boolean({ description: "true: no secret, only the authorization code grant with PKCE" }),
      ),
    },
    { additionalProperties: false },
  ),
  response: {
    201: Type.Object({
      ...ApiClientResource.properties,
      clientSecret: Type.Union([Type.String(), Type.Null()], { description: "null for a public client" }),
    }),
  },
  async handler({ body, caller, accountId, context, reply }) {
    const { label, redirectUris = [], isPublic = false } = body;
    const given = { label, redirectUris, isPublic };
    return reply.status(201).send(await createApiClient(context.db, caller, accountId, given, context.clock()));
  },
});
