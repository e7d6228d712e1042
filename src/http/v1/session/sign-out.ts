import { revokeSession } from "../../../accounts/sign-in/session.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "DELETE",
  path: "/session",
  summary: "Signs out: the session's access and refresh tokens stop working at once",
  tag: "Sign-in",
  role: "user",
  async handler({ caller, house, reply }) {
    if (caller.sessionId !== undefined) await revokeSession(house.db, caller.sessionId, house.clock());
    return reply.status(204).send();
  },
});
