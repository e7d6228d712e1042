import Type from "typebox";
import { openAccountsOf } from "../../../accounts/accounts.ts";
import { signInAtOnce } from "../../../accounts/second-factor/second-step.ts";
import { lifetimes, openSession } from "../../../accounts/sign-in/session.ts";
import { getUser } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountView, accountView } from "../accounts/account-view.ts";
import { UserView, userView } from "../users/user-view.ts";
import { formOrQuery, legacyAuth } from "./form.ts";

const Fields = Type.Object({
  username: Type.Optional(Type.String({ maxLength: 320 })),
  password: Type.Optional(Type.String({ maxLength: 1024 })),
  otp: Type.Optional(
    Type.String({ maxLength: 64, description: "Of a user with a second factor: the current code, or a recovery code" }),
  ),
  stayLoggedIn: Type.Optional(
    Type.Boolean({ description: "true: the token expires after 30 days instead of 12 hours" }),
  ),
});

// Older clients send the credentials in the query, so the request log leaves queries out.
export default endpoint({
  method: "POST",
  path: "/login",
  prefixes: legacyAuth,
  summary: "Signs in with a user name and a password, the older way",
  description: "Returns a token to send as X-Auth-Token.",
  tag: "Sign-in",
  role: "anyone",
  consumes: ["application/x-www-form-urlencoded"],
  query: Fields,
  body: Type.Object(Fields.properties, { default: {} }),
  response: {
    200: Type.Object({
      authToken: Type.String(),
      platformHost: Type.String(),
      user: UserView,
      accounts: Type.Array(AccountView),
    }),
  },
  async handler({ query, body, context, request }) {
    const { username, password, otp, stayLoggedIn } = formOrQuery(query, body, ["username", "password"]);
    const now = context.clock();
    const userId = await signInAtOnce(
      context.db,
      { userName: username, password, code: otp, address: request.ip },
      now,
    );
    const lifetime = stayLoggedIn ? lifetimes.legacyStaying : lifetimes.legacy;
    const tokens = await openSession(context.db, { userId, kind: "voice", address: request.ip }, lifetime, now);
    request.server.accessLog.line(request, { event: "sign-in", userId });
    const [user, accounts] = await Promise.all([getUser(context.db, userId), openAccountsOf(context.db, userId)]);
    const role = accounts.find((account) => account.accountId === user.homeAccountId)?.role;
    return {
      authToken: tokens.accessToken,
      // Not the Host header, which the client chooses.
      platformHost: new URL(context.publicUrl()).host,
      user: userView({ ...user, role: role ?? null }),
      accounts: accounts.map(accountView),
    };
  },
});
