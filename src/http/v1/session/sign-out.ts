import { signOut } from "../../../accounts/sign-in/session.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "DELETE",
  path: "/session",
  summary: "Signs out",
  description: "The access and refresh tokens of the session stop working at once.",
  tag: "Sign-in",
  role: "user",
  async handler({ caller, context, request, reply }) {
    const { sessionId } = caller;
    if (sessionId !== undefined) {
      const by = { how: "sign-out", address: request.ip };
      await context.db.transaction((tx) => signOut(tx, sessionId, by, context.clock()));
      request.server.accessLog.line(request, { event: "sign-out" });
    }
    return reply.status(204).send();
  },
});
