import Type from "typebox";
import { readOutbox } from "../../../mail/outbox.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/outbox",
  summary: "Lists the account's emails, newest first",
  description: "Includes sent, queued, and failed emails, and those kept because no mail server is configured.",
  tag: "Outbox",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
    cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "nextCursor of the previous page" })),
  }),
  handler: ({ query, accountId, context }) =>
    readOutbox(
      context.db,
      accountId,
      query.limit ?? 100,
      query.cursor === undefined ? undefined : Number(query.cursor),
    ),
});
