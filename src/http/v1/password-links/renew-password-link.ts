import Type from "typebox";
import { renewPasswordLink } from "../../../accounts/password-links/invite-user.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { linkFields, sendLink, shownLink } from "./password-link-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/users/:userId/password-link",
  summary: "Issues a link with which a user chooses a password, in place of earlier ones",
  description: "For users whose home is this account. The link works once, within an hour.",
  tag: "Users",
  role: "admin",
  params: Type.Object({ accountId: AccountId, userId: Id }),
  response: { 200: Type.Object(linkFields) },
  async handler({ params, caller, accountId, context }) {
    const send = sendLink(context, caller.name);
    const { token } = await renewPasswordLink(context.db, caller, accountId, params.userId, send, context.clock());
    return { link: shownLink(context, token) };
  },
});
