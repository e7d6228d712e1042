import Type from "typebox";
import { createApiToken } from "../../../accounts/sign-in/credentials/api-token.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Instant } from "../../core/ids.ts";
import { parseExpiry } from "../../core/moment.ts";
import { RoleName } from "../users/user-resource.ts";
import { ApiTokenResource } from "./api-token-resource.ts";

export default endpoint({
  method: "POST",
  path: "/tokens",
  summary: "Creates an API token for the caller",
  description: "Only this response contains the full token.",
  tag: "API tokens",
  role: "user",
  body: Type.Object(
    {
      label: Type.String({ maxLength: 255 }),
      scope: Type.Optional(RoleName),
      expiresAt: Type.Optional(
        Type.Union([Instant, Type.Null()], { description: "When it expires; absent or null: never" }),
      ),
    },
    { additionalProperties: false },
  ),
  response: { 201: ApiTokenResource },
  async handler({ body, caller, context, reply }) {
    const now = context.clock();
    const { label, scope } = body;
    const token = await createApiToken(
      context.db,
      caller,
      { label, scope, expiresAt: parseExpiry(body.expiresAt, now) },
      now,
    );
    return reply.status(201).send(token);
  },
});
