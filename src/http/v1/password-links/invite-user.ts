import Type from "typebox";
import { inviteUser } from "../../../accounts/password-links/invite-user.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { Email, PersonName, RoleName, UserResource } from "../users/user-resource.ts";
import { linkFields, sendLink, shownLink } from "./password-link-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/invitations",
  summary: "Creates a user, who chooses a password by a link",
  description: "The link works once, within an hour.",
  tag: "Users",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Object(
    {
      email: Email,
      firstName: Type.Optional(PersonName),
      lastName: Type.Optional(PersonName),
      role: RoleName,
    },
    { additionalProperties: false },
  ),
  response: { 201: Type.Object({ ...UserResource.properties, ...linkFields }) },
  async handler({ body, caller, accountId, context, reply }) {
    const { email, firstName = "", lastName = "", role } = body;
    const invited = { email, firstName, lastName, role };
    const send = sendLink(context, caller.name);
    const { user, token } = await inviteUser(context.db, caller, accountId, invited, send, context.clock());
    return reply.status(201).send({ ...user, link: shownLink(context, token) });
  },
});
