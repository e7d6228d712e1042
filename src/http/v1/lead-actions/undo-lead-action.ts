import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { acceptUndo } from "../../../leads/engine/accept-action.ts";
import { previewUndo } from "../../../leads/engine/dry-run.ts";
import { awaitedAction } from "../../core/await-action.ts";
import { endpoint } from "../../core/endpoint.ts";
import { onceOf } from "../../core/idempotency-key.ts";
import { ActionPath, firstAnswer, PerformedOrPreview } from "./lead-action-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/lead-actions/:actionId/undo",
  summary:
    "Puts back what an action changed, except where a lead has moved on since; that is an action itself, and can be undone. Answers as the action did.",
  tag: "Lead actions",
  role: "manager",
  rateLimitGroup: "lead-actions",
  params: ActionPath,
  body: Type.Object(
    {
      dryRun: Type.Optional(Type.Boolean({ description: "true: nothing is changed; the answer says what would be" })),
    },
    { additionalProperties: false, default: {} },
  ),
  response: PerformedOrPreview,
  async handler(asked) {
    const { context, accountId, caller, request, body, params } = asked;
    const { actionId: undoOf } = params;
    const once = onceOf(request.headers, { undoOf });
    if (body.dryRun) return { dryRun: true, ...(await previewUndo(context.db, scopeFor(caller, accountId), undoOf)) };
    const accepted = await acceptUndo(context.db, accountId, caller, undoOf, once, context.clock());
    return firstAnswer(await awaitedAction(asked, accepted));
  },
});
