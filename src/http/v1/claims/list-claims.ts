import Type from "typebox";
import { readCallSheets } from "../../../dialer/claims/call-sheet.ts";
import { claimStatuses } from "../../../dialer/claims/claim-status.ts";
import { listClaims } from "../../../dialer/claims/find-claims.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { ListedClaimResource, listedClaimResource } from "./claim-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialer/claims",
  summary: "Lists claims, newest first",
  description: "Lists open claims unless a status is given. A dialer can find its own claims again after a restart.",
  tag: "Dialer",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    agentId: Type.Optional({ ...Id, description: "Only claims of this agent" }),
    campaignId: Type.Optional(Id),
    status: Type.Optional(
      Type.Enum([...claimStatuses], { description: "Default: PENDING, DIALING, ACTIVE, and WRAP_UP" }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
    cursor: Type.Optional({ ...Id, description: "nextCursor of the previous page" }),
  }),
  response: {
    200: Type.Object({
      items: Type.Array(ListedClaimResource),
      nextCursor: Type.Union([Type.String(), Type.Null()]),
    }),
  },
  async handler({ context, accountId, query: { cursor, limit = 100, ...filter } }) {
    const { items, nextCursor } = await listClaims(context.db, accountId, { ...filter, after: cursor, limit });
    const sheets = await readCallSheets(
      context.db,
      accountId,
      items.map(({ campaignId }) => campaignId),
    );
    return { items: items.map((found) => listedClaimResource(found, sheets)), nextCursor };
  },
});
