import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { acceptUndo } from "../../../leads/engine/accept-action.ts";
import { previewUndo } from "../../../leads/engine/dry-run.ts";
import { endpoint } from "../../core/endpoint.ts";
import { onceOf } from "../../core/idempotency-key.ts";
import { awaitedAction } from "../../core/waiting/await-action.ts";
import { ActionPath, firstAnswer, PerformedOrPreview } from "./lead-action-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/lead-actions/:actionId/undo",
  summary: "Undoes a lead action, or previews the undo with dryRun",
  description:
    "Restores what the action changed, except in leads that have changed since. An undo is a lead action itself and can be undone. Responds when it is done, or at once with Prefer: respond-async.",
  tag: "Lead actions",
  role: "manager",
  heavy: ({ body }) => (body.dryRun ? "searches" : undefined),
  rateLimitGroup: "lead-actions",
  params: ActionPath,
  body: Type.Object(
    {
      dryRun: Type.Optional(Type.Boolean({ description: "true: change nothing; the response says what would change" })),
    },
    { additionalProperties: false, default: {} },
  ),
  response: PerformedOrPreview,
  async handler(endpointRequest) {
    const { context, accountId, caller, request, body, params } = endpointRequest;
    const { actionId: undoOf } = params;
    const once = onceOf(request.headers, { undoOf });
    if (body.dryRun) return { dryRun: true, ...(await previewUndo(context.db, scopeFor(caller, accountId), undoOf)) };
    const accepted = await acceptUndo(context.db, accountId, caller, undoOf, once, context.clock());
    return firstAnswer(await awaitedAction(endpointRequest, accepted));
  },
});
