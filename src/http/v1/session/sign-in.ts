import Type from "typebox";
import { beginSignIn } from "../../../accounts/second-factor/second-step.ts";
import { lifetimes, openSession } from "../../../accounts/sign-in/session.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ChallengeResource, SessionTokens, sessionTokens } from "./session-tokens.ts";

export default endpoint({
  method: "POST",
  path: "/session",
  summary: "Signs in with an email address and a password",
  description:
    "Answers 202 with a challenge if the user needs a second factor; `POST /session/second-factor` then completes the sign-in.",
  tag: "Sign-in",
  role: "anyone",
  body: Type.Object(
    { email: Type.String({ maxLength: 320 }), password: Type.String({ maxLength: 1024, writeOnly: true }) },
    { additionalProperties: false },
  ),
  response: { 200: SessionTokens, 202: ChallengeResource },
  async handler({ body, context, request, reply }) {
    const now = context.clock();
    const begun = await beginSignIn(
      context.db,
      { userName: body.email, password: body.password, address: request.ip },
      now,
    );
    if ("challenge" in begun) return reply.status(202).send(begun);
    const { userId } = begun;
    const tokens = await openSession(context.db, { userId, kind: "voice", address: request.ip }, lifetimes.voice, now);
    request.server.accessLog.line(request, { event: "sign-in", userId });
    return sessionTokens(tokens);
  },
});
