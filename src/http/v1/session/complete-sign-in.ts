import Type from "typebox";
import { completeSignIn } from "../../../accounts/second-factor/second-step.ts";
import { lifetimes, openSession } from "../../../accounts/sign-in/session.ts";
import { endpoint } from "../../core/endpoint.ts";
import { FactorCode, RecoveryCodes } from "../second-factor/second-factor-resource.ts";
import { SessionTokens, sessionTokens } from "./session-tokens.ts";

export default endpoint({
  method: "POST",
  path: "/session/second-factor",
  summary: "Completes a sign-in with a code of the second factor",
  description:
    "A code works once. If it is the first code of a new authenticator app, only this response contains the recovery codes.",
  tag: "Sign-in",
  role: "anyone",
  body: Type.Object({ challenge: Type.String({ maxLength: 255 }), code: FactorCode }, { additionalProperties: false }),
  response: { 200: Type.Object({ ...SessionTokens.properties, recoveryCodes: Type.Optional(RecoveryCodes) }) },
  async handler({ body, context, request }) {
    const now = context.clock();
    const { userId, recoveryCodes } = await completeSignIn(context.db, { ...body, address: request.ip }, now);
    const tokens = sessionTokens(
      await openSession(
        context.db,
        { userId, kind: "voice", how: "password and second factor", address: request.ip },
        lifetimes.voice,
        now,
      ),
    );
    request.server.accessLog.line(request, { event: "sign-in", userId });
    return recoveryCodes ? { ...tokens, recoveryCodes } : tokens;
  },
});
