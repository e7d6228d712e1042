import Type from "typebox";
import { endSession } from "../../../accounts/sign-in/list-sessions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { SessionId } from "./session-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/sessions/:sessionId",
  summary: "Ends a session of a user of the account; its tokens stop working at once",
  tag: "Sessions",
  role: "admin",
  params: Type.Object({ accountId: AccountId, sessionId: SessionId }),
  async handler({ params, caller, accountId, context, reply }) {
    await endSession(context.db, caller, { homeAccountId: accountId }, params.sessionId, context.clock());
    return reply.status(204).send();
  },
});
