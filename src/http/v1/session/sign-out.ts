import { revokeSession } from "../../../accounts/sign-in/session.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "DELETE",
  path: "/session",
  summary: "Signs out",
  description: "The access and refresh tokens of the session stop working at once.",
  tag: "Sign-in",
  role: "user",
  async handler({ caller, context, reply }) {
    if (caller.sessionId !== undefined) await revokeSession(context.db, caller.sessionId, context.clock());
    return reply.status(204).send();
  },
});
