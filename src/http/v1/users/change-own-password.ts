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
  async handler({ body, caller, house, request, reply }) {
    const now = house.clock();
    const proof = { userName: caller.name, password: body.currentPassword, address: request.ip };
    await signIn(house.db, proof, now);
    await changeOwnPassword(house.db, caller, body.newPassword, now);
    return reply.status(204).send();
  },
});
