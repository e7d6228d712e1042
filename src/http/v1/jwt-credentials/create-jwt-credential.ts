import Type from "typebox";
import { createJwtCredential } from "../../../accounts/sign-in/credentials/jwt-credential.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Instant } from "../../core/ids.ts";
import { parseExpiry } from "../../core/moment.ts";
import { JwtCredentialResource } from "./jwt-credential-resource.ts";

export default endpoint({
  method: "POST",
  path: "/jwt-credentials",
  summary: "Creates a JWT credential for the caller",
  description: "The JWT signs the caller in through the JWT grant. Only this response contains it.",
  tag: "JWT credentials",
  role: "user",
  body: Type.Object(
    {
      label: Type.String({ maxLength: 255 }),
      expiresAt: Type.Optional(
        Type.Union([Instant, Type.Null()], { description: "When it expires; absent or null: never" }),
      ),
    },
    { additionalProperties: false },
  ),
  response: { 201: JwtCredentialResource },
  async handler({ body, caller, context, reply }) {
    const now = context.clock();
    const wanted = { label: body.label, expiresAt: parseExpiry(body.expiresAt, now) };
    return reply.status(201).send(await createJwtCredential(context.db, caller, wanted, now));
  },
});
