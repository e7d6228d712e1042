import Type from "typebox";
import { readMail } from "../../../mail/outbox.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/outbox/:mailId",
  summary: "Returns an email with its text and HTML",
  tag: "Outbox",
  role: "manager",
  params: Type.Object({ accountId: AccountId, mailId: Id }),
  handler: ({ params, accountId, context }) => readMail(context.db, accountId, params.mailId),
});
