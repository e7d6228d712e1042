import type { FastifyReply } from "fastify";
import Type from "typebox";
import type { Context } from "../../../context.ts";
import { type Criteria, unknownFields } from "../../../leads/search/criteria.ts";
import { prepareLongLists } from "../../../leads/search/long-lists.ts";
import type { Scope } from "../../../leads/search/scope.ts";
import { searchLeads } from "../../../leads/search/search.ts";
import { mapInTurns } from "../../../map-in-turns.ts";
import { searchResultView } from "./campaign-lead-view.ts";

/** Paging of a search. Clients send these in the query or in the body. */
export const Page = Type.Object({
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: "Page number, from 1" })),
  maxRows: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: "Rows per page; default: 10000" })),
  count: Type.Optional(Type.Boolean({ description: "Accepted as in RingCX; X-Total-Count always has the total" })),
});

/** Responds with one page of a search: the rows, and in headers the total and the names of unknown criteria. */
export async function searchPage(
  context: Context,
  scope: Scope,
  given: Criteria,
  { page = 1, maxRows = 10_000 }: { page?: number | undefined; maxRows?: number | undefined },
  reply: FastifyReply,
) {
  const criteria = await prepareLongLists(given, scope.country);
  const { leads, total } = await searchLeads(context.db, scope, criteria, page, maxRows);
  void reply.header("X-Total-Count", String(total));
  const unknown = unknownFields(criteria);
  // Names come from the client. Encoded, they cannot break a header with line ends or non-Latin characters.
  if (unknown.length > 0)
    void reply.header(
      "X-Ignored-Fields",
      unknown
        .slice(0, 100)
        .map((name) => encodeURIComponent(name.slice(0, 100)))
        .join(", ")
        .slice(0, 1000),
    );
  // Ten thousand leads are 10 MB of JSON, which take 200 ms to make.
  const rows = await mapInTurns(leads, (lead) => JSON.stringify(searchResultView(lead)));
  return reply.type("application/json; charset=utf-8").send(`[${rows.join(",")}]`);
}
