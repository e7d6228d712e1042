import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { refuse } from "../../../errors.ts";
import { findAction } from "../../../leads/catalogue.ts";
import { acceptAction } from "../../../leads/engine/accept-action.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { leadActionResource } from "../lead-actions/lead-action-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/callbacks/:leadId",
  summary: "Cancels a lead's callback",
  description: "This is a lead action, CALLBACK_LEADS, and can be undone.",
  tag: "Callbacks",
  role: "manager",
  params: Type.Object({ accountId: AccountId, leadId: Id }),
  async handler({ context, accountId, caller, params: { leadId } }) {
    const action = findAction("CALLBACK_LEADS");
    const request = { action, criteria: { leadIds: [leadId] }, params: { ACTION_TYPE: "CANCEL" }, allLeads: false };
    const scope = scopeFor(caller, accountId);
    const record = await acceptAction(context.db, scope, caller, request, context.clock());
    if (record.matched === 0) throw refuse("NOT_FOUND", { what: "lead", id: leadId });
    return leadActionResource(record);
  },
});
