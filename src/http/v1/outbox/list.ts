import Type from "typebox";
import { readOutbox } from "../../../mail/outbox.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/outbox",
  summary:
    "Lists the account's mails, newest first: sent, to be sent, kept because there is no mail server, and failed.",
  tag: "Outbox",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Mails on a page; absent: 100" })),
    cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "nextCursor of the page before" })),
  }),
  handler: ({ query, accountId, context }) =>
    readOutbox(
      context.db,
      accountId,
      query.limit ?? 100,
      query.cursor === undefined ? undefined : Number(query.cursor),
    ),
});
