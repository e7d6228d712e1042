import Type from "typebox";
import { lifetimes, openSession } from "../../../accounts/sign-in/session.ts";
import { signIn } from "../../../accounts/sign-in/sign-in.ts";
import { endpoint } from "../../core/endpoint.ts";
import { SessionTokens, sessionTokens } from "./session-tokens.ts";

export default endpoint({
  method: "POST",
  path: "/session",
  summary: "Signs in with an email address and a password",
  tag: "Sign-in",
  role: "anyone",
  body: Type.Object(
    { email: Type.String({ maxLength: 320 }), password: Type.String({ maxLength: 1024, writeOnly: true }) },
    { additionalProperties: false },
  ),
  response: { 200: SessionTokens },
  async handler({ body, context, request }) {
    const now = context.clock();
    const userId = await signIn(
      context.db,
      { userName: body.email, password: body.password, address: request.ip },
      now,
    );
    const tokens = await openSession(context.db, { userId, kind: "voice", address: request.ip }, lifetimes.voice, now);
    request.server.accessLog.line(request, { event: "sign-in", userId });
    return sessionTokens(tokens);
  },
});
