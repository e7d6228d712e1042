import Type from "typebox";
import { beginEnrollment } from "../../../accounts/second-factor/second-factor.ts";
import { endpoint } from "../../core/endpoint.ts";
import { OwnPassword, requireOwnPassword, SeedResource } from "./second-factor-resource.ts";

export default endpoint({
  method: "POST",
  path: "/users/me/second-factor",
  summary: "Makes the seed of an authenticator app for the caller",
  description: "It has no effect until a code of the app confirms it. A repeated request makes another seed.",
  tag: "Second factor",
  role: "user",
  body: Type.Object({ password: OwnPassword }, { additionalProperties: false }),
  response: { 201: SeedResource },
  async handler({ body, caller, context, request, reply }) {
    await requireOwnPassword(context, caller, body.password, request.ip);
    return reply.status(201).send(await beginEnrollment(context.db, caller.userId, context.clock()));
  },
});
