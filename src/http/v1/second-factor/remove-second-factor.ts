import Type from "typebox";
import { removeSecondFactor } from "../../../accounts/second-factor/second-factor.ts";
import { endpoint } from "../../core/endpoint.ts";
import { OwnPassword, requireOwnPassword } from "./second-factor-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/users/me/second-factor",
  summary: "Removes the caller's second factor and recovery codes",
  description: "If an account requires one, the next sign-in asks to set it up again.",
  tag: "Second factor",
  role: "user",
  body: Type.Object({ password: OwnPassword }, { additionalProperties: false }),
  async handler({ body, caller, context, request, reply }) {
    await requireOwnPassword(context, caller, body.password, request.ip);
    await removeSecondFactor(context.db, caller, caller.userId);
    return reply.status(204).send();
  },
});
