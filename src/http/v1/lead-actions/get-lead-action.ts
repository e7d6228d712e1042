import { readAction } from "../../../leads/engine/action-record.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ActionPath, LeadActionResource, leadActionResource } from "./lead-action-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-actions/:actionId",
  summary: "Shows a lead action: what was asked, what came of it, and while it runs, how far it is.",
  tag: "Lead actions",
  role: "viewer",
  params: ActionPath,
  response: { 200: LeadActionResource },
  handler: async ({ context, accountId, params }) =>
    leadActionResource(await readAction(context.db, accountId, params.actionId)),
});
