import type { FastifyReply } from "fastify";
import Type from "typebox";
import type { Context } from "../../../context.ts";
import { type Criteria, unknownFields } from "../../../leads/search/criteria.ts";
import type { Scope } from "../../../leads/search/scope.ts";
import { searchLeads } from "../../../leads/search/search.ts";
import { searchResultView } from "./campaign-lead-view.ts";

/** Which rows of a search are wanted; clients put these in the query or in the body. */
export const Page = Type.Object({
  page: Type.Optional(Type.Integer({ minimum: 1, description: "Page, counted from 1" })),
  maxRows: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: "Rows a page, 10000 when absent" })),
  count: Type.Optional(Type.Boolean({ description: "Taken from RingCX; the total always stands in X-Total-Count" })),
});

/** One page of a wire search: the rows, with the total and the fields that were not understood in headers. */
export async function searchPage(
  context: Context,
  scope: Scope,
  criteria: Criteria,
  { page = 1, maxRows = 10_000 }: { page?: number | undefined; maxRows?: number | undefined },
  reply: FastifyReply,
) {
  const { leads, total } = await searchLeads(context.db, scope, criteria, page, maxRows);
  void reply.header("X-Total-Count", String(total));
  const unknown = unknownFields(criteria);
  // A header holds no line breaks and only Latin letters; field names are a client's to choose.
  if (unknown.length > 0)
    void reply.header("X-Ignored-Fields", unknown.map(encodeURIComponent).join(", ").slice(0, 1000));
  return leads.map(searchResultView);
}
