import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { changeLead } from "../../../leads/change/change-lead.ts";
import { duplicateHandlings } from "../../../leads/load/load.ts";
import { endpoint } from "../../core/endpoint.ts";
import { LeadPath } from "../../shared/change-lead.ts";
import { LeadPhone, leadFields } from "./lead-fields.ts";
import { changedLeadResource, LeadAfterChange } from "./lead-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/leads/:leadId",
  summary: "Updates a lead; absent fields stay unchanged",
  description: "null clears a field. extendedLeadData is merged with the stored data.",
  tag: "Leads",
  role: "manager",
  bodySize: "several",
  rateLimitGroup: "change-lead",
  params: LeadPath,
  query: Type.Object({ duplicateHandling: Type.Optional(Type.Enum([...duplicateHandlings])) }),
  body: Type.Object({ leadPhone: Type.Optional(LeadPhone), ...leadFields }, { additionalProperties: false }),
  response: { 200: LeadAfterChange },
  handler: async ({ context, accountId, caller, params: { leadId }, query: { duplicateHandling }, body: row }) =>
    changedLeadResource(
      await changeLead(context.db, {
        ...scopeFor(caller, accountId),
        leadId,
        row,
        replace: false,
        duplicateHandling,
        caller,
        now: context.clock(),
      }),
    ),
});
