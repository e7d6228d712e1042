import Type from "typebox";
import { choosePassword } from "../../../accounts/password-links/password-link.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Password } from "../users/user-resource.ts";
import { LinkToken } from "./password-link-resource.ts";

export default endpoint({
  method: "PUT",
  path: "/session/password-link",
  summary: "Sets the password of a link's user, and uses the link up",
  description: "Ends the user's sessions, API tokens, and JWT credentials. The second factor stays.",
  tag: "Sign-in",
  role: "anyone",
  body: Type.Object({ token: LinkToken, password: Password }, { additionalProperties: false }),
  async handler({ body, context, reply }) {
    await choosePassword(context.db, body.token, body.password, context.clock());
    return reply.status(204).send();
  },
});
