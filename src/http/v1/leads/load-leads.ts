import Type from "typebox";
import { loadLeads } from "../../../leads/load/load-leads.ts";
import { endpoint } from "../../core/endpoint.ts";
import { onceOf } from "../../core/idempotency-key.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { LoadedRow } from "../../shared/load-leads.ts";
import { LeadPhone, leadFields } from "./lead-fields.ts";
import { loadOptions } from "./load-options.ts";

const NewLead = Type.Object({ leadPhone: LeadPhone, ...leadFields }, { additionalProperties: false });

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/campaigns/:campaignId/leads",
  summary: "Loads up to 50,000 leads into a campaign",
  description:
    "Leads that cannot be loaded are left out, each with its reason. A load is a lead action, LOAD_LEADS, and can be undone. With an Idempotency-Key, a repeated request is performed once.",
  tag: "Leads",
  role: "manager",
  rateLimitGroup: "direct-load",
  bodySize: "leads",
  heavy: "loads",
  params: Type.Object({ accountId: AccountId, campaignId: Id }),
  body: Type.Object(
    {
      leads: Type.Array(NewLead),
      ...loadOptions,
    },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object({
      actionId: Type.Integer({ description: "The lead action that records the load" }),
      listId: Type.Union([Type.Integer(), Type.Null()]),
      listState: Type.String(),
      timeZoneOption: Type.String(),
      supplied: Type.Integer(),
      accepted: Type.Integer(),
      inserted: Type.Integer(),
      duplicates: Type.Integer(),
      dncRemoved: Type.Integer(),
      failedAgentAssignments: Type.Integer(),
      results: Type.Array(LoadedRow),
    }),
  },
  // A repeated request must have the same rows, too: loadLeads adds their hash to what `once` compares.
  handler: ({ context, accountId, caller, params: { campaignId }, body, request }) => {
    const { leads: rows, listId, ...options } = body;
    return loadLeads(context.db, {
      timeZoneOption: "EXPLICIT",
      ...options,
      accountId,
      campaignId,
      listId: listId ?? undefined,
      field: "leads",
      rows,
      once: onceOf(request.headers, { campaignId, listId, ...options }),
      caller,
      now: context.clock(),
    });
  },
});
