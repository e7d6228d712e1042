import Type from "typebox";
import { revokeJwtCredential } from "../../../accounts/sign-in/credentials/jwt-credential.ts";
import { endpoint } from "../../core/endpoint.ts";
import { JwtId } from "./jwt-credential-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/jwt-credentials/:jwtId",
  summary: "Revokes one of the caller's JWT credentials",
  tag: "JWT credentials",
  role: "user",
  params: Type.Object({ jwtId: JwtId }),
  async handler({ params, caller, context, reply }) {
    await revokeJwtCredential(context.db, caller, { userId: caller.userId }, params.jwtId);
    return reply.status(204).send();
  },
});
