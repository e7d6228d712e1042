import Type from "typebox";
import { auditActions } from "../../../accounts/audit/audit.ts";
import { searchAudit } from "../../../accounts/audit/audit-search.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id, Instant } from "../../core/ids.ts";
import { parseMoment } from "../../core/moment.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/audit",
  summary: "Lists who changed what in the account, newest first",
  description:
    "Also lists sign-ins, failed sign-ins, sign-outs, downloads, and denied requests. Repeated downloads and denied requests within a minute are one more entry, whose `after.repeated` counts them.",
  tag: "Audit",
  role: "manager",
  heavy: "searches",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    entity: Type.Optional(Type.Array(Type.String(), { description: "`Campaign`, `User`, and so on" })),
    entityId: Type.Optional(Type.String()),
    action: Type.Optional(Type.Array(Type.Enum([...auditActions]))),
    userId: Type.Optional(Id),
    userName: Type.Optional(
      Type.String({ minLength: 1, description: "Text within the name of the user who made the change" }),
    ),
    address: Type.Optional(Type.String({ maxLength: 64, description: "The client's IP address" })),
    from: Type.Optional(Instant),
    to: Type.Optional(Instant),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
    cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "nextCursor of the previous page" })),
  }),
  response: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          auditId: Type.Integer(),
          at: Instant,
          userId: Type.Union([Type.Integer(), Type.Null()]),
          userName: Type.String(),
          address: Type.Union([Type.String(), Type.Null()], {
            description: "The client's IP address; null if the program made the change itself",
          }),
          action: Type.String(),
          entity: Type.String(),
          entityId: Type.String(),
          description: Type.String(),
          before: Type.Unknown(),
          after: Type.Unknown(),
        }),
      ),
      nextCursor: Type.Union([Type.String(), Type.Null()]),
    }),
  },
  async handler({ query, accountId, context }) {
    const { limit = 100, cursor } = query;
    const criteria = {
      entities: query.entity,
      entityId: query.entityId,
      actions: query.action,
      userId: query.userId,
      userName: query.userName,
      address: query.address,
      from: parseMoment("from", query.from),
      to: parseMoment("to", query.to),
      after: cursor === undefined ? undefined : Number(cursor),
    };
    // One row more than the page holds tells whether there is a next page.
    const entries = await searchAudit(context.db, accountId, criteria, { limit: limit + 1 });
    const items = entries
      .slice(0, limit)
      .map(({ firstName: _first, lastName: _last, actionType: action, ...entry }) => ({ ...entry, action }));
    return { items, nextCursor: entries.length > limit ? String(items.at(-1)?.auditId) : null };
  },
});
