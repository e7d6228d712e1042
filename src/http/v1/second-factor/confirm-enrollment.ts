import Type from "typebox";
import { requireUnlimited } from "../../../accounts/caller.ts";
import { confirmEnrollment } from "../../../accounts/second-factor/second-factor.ts";
import { endpoint } from "../../core/endpoint.ts";
import { FactorCode, RecoveryCodes } from "./second-factor-resource.ts";

export default endpoint({
  method: "POST",
  path: "/users/me/second-factor/confirm",
  summary: "Confirms the caller's authenticator app with its first code",
  description: "From then on, signing in takes a code. Only this response contains the recovery codes.",
  tag: "Second factor",
  role: "user",
  body: Type.Object({ code: FactorCode }, { additionalProperties: false }),
  response: { 200: Type.Object({ recoveryCodes: RecoveryCodes }) },
  async handler({ body, caller, context }) {
    requireUnlimited(caller);
    return { recoveryCodes: await confirmEnrollment(context.db, caller, caller.userId, body.code, context.clock()) };
  },
});
