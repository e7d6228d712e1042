import Type from "typebox";
import { signIn } from "../../../accounts/sign-in/sign-in.ts";
import { changeOwnPassword } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Password } from "./user-resource.ts";

export default endpoint({
  method: "PUT",
  path: "/users/me/password",
  summary: "Changes the caller's password and ends the caller's other sessions",
  tag: "Users",
  role: "user",
  body: Type.Object(
    { currentPassword: Type.String({ maxLength: 1024, writeOnly: true }), newPassword: Password },
    { additionalProperties: false },
  ),
  async handler({ body, caller, context, request, reply }) {
    const now = context.clock();
    const proof = { userName: caller.name, password: body.currentPassword, address: request.ip };
    // Checks the current password under the same throttling as a sign-in, so that a stolen token cannot guess it.
    await signIn(context.db, proof, now);
    await changeOwnPassword(context.db, caller, body.newPassword, now);
    return reply.status(204).send();
  },
});
