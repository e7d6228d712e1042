import Type from "typebox";
import { createApiToken } from "../../../accounts/sign-in/api-token.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Instant } from "../../core/ids.ts";
import { expiry } from "../../core/moment.ts";
import { RoleName } from "../users/user-resource.ts";
import { ApiTokenResource } from "./api-token-resource.ts";

export default endpoint({
  method: "POST",
  path: "/tokens",
  summary: "Makes an API token for the caller and answers it in full, this once",
  tag: "API tokens",
  role: "user",
  body: Type.Object(
    {
      label: Type.String({ maxLength: 255 }),
      scope: Type.Optional(RoleName),
      expiresAt: Type.Optional(Type.Union([Instant, Type.Null()], { description: "Absent or null: never" })),
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
      { label, scope, expiresAt: expiry(body.expiresAt, now) },
      now,
    );
    return reply.status(201).send(token);
  },
});
