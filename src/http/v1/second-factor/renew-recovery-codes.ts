import Type from "typebox";
import { renewRecoveryCodes } from "../../../accounts/second-factor/second-factor.ts";
import { endpoint } from "../../core/endpoint.ts";
import { OwnPassword, RecoveryCodes, requireOwnPassword } from "./second-factor-resource.ts";

export default endpoint({
  method: "POST",
  path: "/users/me/second-factor/recovery-codes",
  summary: "Replaces the caller's recovery codes; earlier ones stop working",
  tag: "Second factor",
  role: "user",
  body: Type.Object({ password: OwnPassword }, { additionalProperties: false }),
  response: { 200: Type.Object({ recoveryCodes: RecoveryCodes }) },
  async handler({ body, caller, context, request }) {
    await requireOwnPassword(context, caller, body.password, request.ip);
    return { recoveryCodes: await renewRecoveryCodes(context.db, caller, caller.userId) };
  },
});
