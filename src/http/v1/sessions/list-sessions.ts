import { listSessions } from "../../../accounts/sign-in/list-sessions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { SessionList, SessionPage, sessionPage } from "./session-resource.ts";

export default endpoint({
  method: "GET",
  path: "/sessions",
  summary: "Lists where the caller is signed in, newest first",
  tag: "Sessions",
  role: "user",
  query: SessionPage,
  response: { 200: SessionList },
  handler: ({ query, caller, context }) =>
    sessionPage(query, (page) =>
      listSessions(context.db, { userId: caller.userId }, { ...page, current: caller.sessionId }, context.clock()),
    ),
});
