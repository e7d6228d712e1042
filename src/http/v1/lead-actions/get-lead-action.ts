import { readAction } from "../../../leads/engine/action-record.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ActionPath, LeadActionResource, leadActionResource } from "./lead-action-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-actions/:actionId",
  summary: "Returns a lead action",
  description: "Shows the request, the result, and the progress while the action runs.",
  tag: "Lead actions",
  role: "viewer",
  params: ActionPath,
  response: { 200: LeadActionResource },
  handler: async ({ context, accountId, params }) =>
    leadActionResource(await readAction(context.db, accountId, params.actionId)),
});
