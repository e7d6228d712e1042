import Type from "typebox";
import { listSessions } from "../../../accounts/sign-in/list-sessions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { SessionList, SessionPage, sessionPage } from "./session-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/sessions",
  summary: "Lists where the users of the account are signed in, newest first",
  description: "Covers users whose home account this is, not those who were given access from another account.",
  tag: "Sessions",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  query: SessionPage,
  response: { 200: SessionList },
  handler: ({ query, caller, accountId, context }) =>
    sessionPage(query, (page) =>
      listSessions(context.db, { homeAccountId: accountId }, { ...page, current: caller.sessionId }, context.clock()),
    ),
});
