import Type from "typebox";
import { makeApiToken } from "../../../accounts/api-token.ts";
import { ApiTokenResource } from "../../api-token-resource.ts";
import { endpoint } from "../../endpoint.ts";
import { Instant } from "../../ids.ts";
import { expiry } from "../../moment.ts";
import { RoleName } from "../../user-resource.ts";

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
  async handler({ body, caller, house, reply }) {
    const now = house.clock();
    const { label, scope } = body;
    const token = await makeApiToken(house.db, caller, { label, scope, expiresAt: expiry(body.expiresAt, now) }, now);
    return reply.status(201).send(token);
  },
});
