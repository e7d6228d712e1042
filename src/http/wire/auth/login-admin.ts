import Type from "typebox";
import { signInAtOnce } from "../../../accounts/second-factor/second-step.ts";
import { lifetimes, openSession } from "../../../accounts/sign-in/session.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccessTokenUserDetails, accessTokenDetails } from "./access-token-details.ts";
import { formOrQuery, voiceAuth } from "./form.ts";

const Fields = Type.Object({
  username: Type.Optional(Type.String({ maxLength: 320 })),
  password: Type.Optional(Type.String({ maxLength: 1024 })),
  otp: Type.Optional(
    Type.String({ maxLength: 64, description: "Of a user with a second factor: the current code, or a recovery code" }),
  ),
  platformId: Type.Optional(Type.String({ description: "Ignored" })),
});

export default endpoint({
  method: "POST",
  path: "/login/admin",
  prefixes: voiceAuth,
  summary: "Signs in with a user name and a password",
  tag: "Sign-in",
  role: "anyone",
  consumes: ["application/x-www-form-urlencoded"],
  query: Fields,
  body: Type.Object(Fields.properties, { default: {} }),
  response: { 200: AccessTokenUserDetails },
  async handler({ query, body, context, request }) {
    const form = formOrQuery(query, body, ["username", "password"]);
    const now = context.clock();
    const userId = await signInAtOnce(
      context.db,
      { userName: form.username, password: form.password, code: form.otp, address: request.ip },
      now,
    );
    const tokens = await openSession(context.db, { userId, kind: "voice", address: request.ip }, lifetimes.voice, now);
    request.server.accessLog.line(request, { event: "sign-in", userId });
    return accessTokenDetails(context, tokens);
  },
});
