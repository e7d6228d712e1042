import Type from "typebox";
import { endSession } from "../../../accounts/sign-in/list-sessions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { SessionId } from "./session-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/sessions/:sessionId",
  summary: "Ends one of the caller's sessions; its tokens stop working at once",
  tag: "Sessions",
  role: "user",
  params: Type.Object({ sessionId: SessionId }),
  async handler({ params, caller, context, reply }) {
    await endSession(context.db, caller, { userId: caller.userId }, params.sessionId, context.clock());
    return reply.status(204).send();
  },
});
