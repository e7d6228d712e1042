import Type from "typebox";
import { endOtherSessions } from "../../../accounts/sign-in/list-sessions.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "DELETE",
  path: "/sessions",
  summary: "Ends the caller's sessions, except the one of this request",
  tag: "Sessions",
  role: "user",
  response: { 200: Type.Object({ ended: Type.Integer({ description: "How many sessions" }) }) },
  handler: async ({ caller, context }) => ({ ended: await endOtherSessions(context.db, caller, context.clock()) }),
});
