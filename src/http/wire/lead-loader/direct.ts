import Type from "typebox";
import { duplicateHandlings } from "../../../leads/load/duplicates.ts";
import { loadLeads } from "../../../leads/load/load-leads.ts";
import { timeZoneOptions } from "../../../leads/load/zone-of-lead.ts";
import { listStates } from "../../../lists/list-fields.ts";
import { AccountId } from "../../app.ts";
import { campaignPrefixes } from "../../campaign-prefixes.ts";
import { endpoint } from "../../endpoint.ts";
import { LeadListProcessingResult, processingResult } from "../../lead-list-processing.ts";

const ListId = Type.Optional(
  Type.Integer({ minimum: 0, description: "An existing list of the campaign; 0 or absent: a new one" }),
);

export default endpoint({
  method: "POST",
  path: "/campaigns/:campaignId/leadLoader/direct",
  prefixes: campaignPrefixes,
  summary: "Loads up to 50,000 leads into a campaign, on a new list or an existing one.",
  tag: "Lead loader",
  role: "manager",
  rateLimitGroup: "direct-load",
  bodyLimit: 64 * 1024 * 1024,
  params: Type.Object({
    accountId: AccountId,
    dialGroupId: Type.Optional(Type.Integer()),
    campaignId: Type.Integer(),
  }),
  query: Type.Object({ listId: ListId }),
  body: Type.Object({
    // Each row is checked by itself, so that a bad one does not cost the others.
    uploadLeads: Type.Array(Type.Unknown(), { description: "CampaignLead objects" }),
    description: Type.Optional(Type.String({ description: "Name of a new list" })),
    listId: ListId,
    listState: Type.Optional(Type.Enum([...listStates])),
    dialPriority: Type.Optional(Type.Enum(["NORMAL", "IMMEDIATE"])),
    duplicateHandling: Type.Optional(Type.Enum([...duplicateHandlings])),
    timeZoneOption: Type.Optional(Type.Enum([...timeZoneOptions])),
    dncTags: Type.Optional(Type.Array(Type.String(), { description: "Labels of do-not-call tags to scrub by" })),
    numberOriginCountry: Type.Optional(Type.String({ description: "Country of numbers without +" })),
    internationalNumberFormat: Type.Optional(
      Type.Boolean({ description: "Numbers begin with their country's code even without +" }),
    ),
    scheduleArchiveDts: Type.Optional(Type.String({ description: "When a new list is to be archived" })),
  }),
  response: { 200: LeadListProcessingResult },
  handler: async ({ house, accountId, caller, params, query, body }) => {
    const { uploadLeads: rows, scheduleArchiveDts: archiveAt, listId, ...options } = body;
    const result = await loadLeads(house.db, {
      ...options,
      accountId,
      campaignId: params.campaignId,
      dialGroupId: params.dialGroupId,
      listId: listId || query.listId || undefined,
      rows,
      archiveAt,
      caller,
      now: house.clock(),
    });
    return processingResult(result, rows, options.description);
  },
});
