import Type from "typebox";
import { loadLeads } from "../../../leads/load/load-leads.ts";
import { endpoint } from "../../core/endpoint.ts";
import { onceOf } from "../../core/idempotency-key.ts";
import { AccountId } from "../../core/ids.ts";
import { LeadListProcessingResult, processingResult } from "../../shared/load-leads.ts";
import { campaignPrefixes } from "../paths.ts";
import { loaderOptions } from "./loader-options.ts";

export default endpoint({
  method: "POST",
  path: "/campaigns/:campaignId/leadLoader/direct",
  prefixes: campaignPrefixes,
  summary: "Loads up to 50,000 leads into a campaign, on a new list or an existing one",
  description:
    "A load is a lead action and can be undone. With an Idempotency-Key, a repeated request is performed once.",
  tag: "Lead loader",
  role: "manager",
  rateLimitGroup: "direct-load",
  bodySize: "leads",
  heavy: "loads",
  params: Type.Object({
    accountId: AccountId,
    dialGroupId: Type.Optional(Type.Integer()),
    campaignId: Type.Integer(),
  }),
  query: Type.Object({ listId: loaderOptions.listId }),
  body: Type.Object({
    // Rows are checked one by one later, so that a bad row does not reject the others.
    uploadLeads: Type.Array(Type.Unknown(), { description: "CampaignLead objects" }),
    ...loaderOptions,
  }),
  response: { 200: LeadListProcessingResult },
  handler: async ({ context, accountId, caller, params, query, body, request }) => {
    const { uploadLeads: rows, scheduleArchiveDts: archiveAt, listId, ...options } = body;
    const result = await loadLeads(context.db, {
      ...options,
      accountId,
      campaignId: params.campaignId,
      dialGroupId: params.dialGroupId,
      listId: listId || query.listId || undefined,
      rows,
      archiveAt,
      once: onceOf(request.headers, { ...params, ...query, ...options, listId, archiveAt }),
      caller,
      now: context.clock(),
    });
    return processingResult(result, rows, options.description);
  },
});
