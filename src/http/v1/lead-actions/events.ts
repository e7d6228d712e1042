import Type from "typebox";
import { readAction } from "../../../leads/engine/action-record.ts";
import { endpoint } from "../../core/endpoint.ts";
import { sendEvents } from "../../core/waiting/server-sent-events.ts";
import { waitSignal } from "../../core/waiting/wait-signal.ts";
import { actionEvents } from "./action-events.ts";
import { ActionPath } from "./lead-action-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-actions/:actionId/events",
  summary: "Streams an action's progress as server-sent events",
  description: "Sends `progress` at most four times a second and finally `done`, each with the action as JSON.",
  tag: "Lead actions",
  role: "viewer",
  params: ActionPath,
  response: { 200: Type.String({ description: "text/event-stream" }) },
  async handler({ context, accountId, params, request, reply }) {
    const record = await readAction(context.db, accountId, params.actionId);
    const events = actionEvents(context, record, waitSignal(request, reply));
    return sendEvents(request, reply, events);
  },
});
