import Type from "typebox";
import { signIn } from "../../../accounts/sign-in/sign-in.ts";
import { changeOwnPassword } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { EndedCredentials, KeepCredentials, Password } from "./user-resource.ts";

export default endpoint({
  method: "PUT",
  path: "/users/me/password",
  summary: "Changes the caller's password, and ends the caller's other sessions, API tokens, and JWT credentials",
  tag: "Users",
  role: "user",
  body: Type.Object(
    {
      currentPassword: Type.String({ maxLength: 1024, writeOnly: true }),
      newPassword: Password,
      keepCredentials: Type.Optional(KeepCredentials),
    },
    { additionalProperties: false },
  ),
  response: { 200: EndedCredentials },
  async handler({ body, caller, context, request }) {
    const now = context.clock();
    const proof = { userName: caller.name, password: body.currentPassword, address: request.ip };
    // Checks the current password under the same throttling as a sign-in, so that a stolen token cannot guess it.
    await signIn(context.db, proof, now);
    const { newPassword: password, keepCredentials } = body;
    return await changeOwnPassword(context.db, caller, { password, keepCredentials }, now);
  },
});
