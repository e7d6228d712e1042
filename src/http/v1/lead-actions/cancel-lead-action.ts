import { cancelAction } from "../../../leads/engine/work-on-action.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ActionPath, LeadActionResource, leadActionResource } from "./lead-action-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/lead-actions/:actionId/cancel",
  summary: "Cancels a running action",
  description: "Leads it has already changed stay changed and can be undone.",
  tag: "Lead actions",
  role: "manager",
  params: ActionPath,
  response: { 200: LeadActionResource },
  handler: async ({ context, accountId, caller, params }) =>
    leadActionResource(await cancelAction(context.db, caller, accountId, params.actionId)),
});
