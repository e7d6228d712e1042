import Type from "typebox";
import { requestPasswordLink } from "../../../accounts/password-links/forgotten-password.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Email } from "../users/user-resource.ts";

export default endpoint({
  method: "POST",
  path: "/session/forgotten-password",
  summary: "Mails a link to a user who forgot the password",
  description: "Answers the same whether or not there is such a user. Without a mail server nothing is sent.",
  tag: "Sign-in",
  role: "anyone",
  body: Type.Object({ email: Email }, { additionalProperties: false }),
  response: { 202: Type.Object({}) },
  async handler({ body, context, request, reply }) {
    await requestPasswordLink(context.db, body.email, request.ip, context.clock());
    return reply.status(202).send({});
  },
});
