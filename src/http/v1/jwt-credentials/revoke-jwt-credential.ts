import Type from "typebox";
import { revokeJwtCredential } from "../../../accounts/sign-in/jwt-credential.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "DELETE",
  path: "/jwt-credentials/:jwtId",
  summary: "Revokes one of the caller's JWT credentials",
  tag: "JWT credentials",
  role: "user",
  params: Type.Object({ jwtId: Type.String({ pattern: "^[0-9a-fA-F-]{36}$", format: "uuid" }) }),
  async handler({ params, caller, context, reply }) {
    await revokeJwtCredential(context.db, caller, params.jwtId);
    return reply.status(204).send();
  },
});
