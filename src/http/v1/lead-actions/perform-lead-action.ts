import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { refreshedQueues } from "../../../dialer/floor/refreshed-queues.ts";
import { findAction, leadActions } from "../../../leads/catalogue.ts";
import { acceptAction } from "../../../leads/engine/accept-action.ts";
import { previewAction } from "../../../leads/engine/dry-run.ts";
import { Criteria } from "../../../leads/search/criteria.ts";
import { prepareLongLists } from "../../../leads/search/long-lists.ts";
import { problems, refuseProblem } from "../../../validation/check.ts";
import { endpoint } from "../../core/endpoint.ts";
import { onceOf } from "../../core/idempotency-key.ts";
import { AccountId } from "../../core/ids.ts";
import { awaitedAction } from "../../core/waiting/await-action.ts";
import { firstAnswer, PerformedOrPreview } from "./lead-action-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/lead-actions",
  summary: "Performs a lead action, or previews it with dryRun",
  description:
    "Responds when the action is done. With Prefer: respond-async it responds at once with 202 and the address of the action. With an Idempotency-Key, a repeated request is performed once.",
  tag: "Lead actions",
  role: "manager",
  bodySize: "list",
  heavy: ({ body }) => (body.dryRun ? "searches" : undefined),
  rateLimitGroup: "lead-actions",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Object(
    {
      action: Type.Enum(leadActions.map(({ name }) => name)),
      criteria: Type.Optional(Type.Object(Criteria.properties, { additionalProperties: false })),
      params: Type.Optional(Type.Object({}, { description: "Parameters of the action; see the catalogue" })),
      allLeads: Type.Optional(
        Type.Boolean({
          description: "true: allow criteria that restrict nothing and so match every lead in the account",
        }),
      ),
      dryRun: Type.Optional(Type.Boolean({ description: "true: change nothing; the response says what would change" })),
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          description: "Change at most this many of the matching leads, lowest lead id first",
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: PerformedOrPreview,
  async handler(endpointRequest) {
    const { context, accountId, caller, request, body } = endpointRequest;
    const { criteria = {}, params = {}, allLeads = false, limit } = body;
    const action = findAction(body.action);
    const problem = problems({ ...action.params, additionalProperties: false }, params, "params")[0];
    if (problem) throw refuseProblem(problem);
    const once = onceOf(request.headers, { action: action.name, criteria, params, allLeads, limit });
    const scope = scopeFor(caller, accountId);
    const wanted = {
      action,
      criteria: await prepareLongLists(criteria, scope.country),
      params,
      allLeads,
      limit,
      once,
    };
    if (body.dryRun)
      return { dryRun: true, ...(await previewAction(context.db, scope, caller, wanted, context.clock())) };
    const accepted = await acceptAction(context.db, scope, caller, wanted, context.clock());
    const record = await awaitedAction(endpointRequest, accepted);
    return firstAnswer(record, await refreshedQueues(context.db, scope, record, context.clock()));
  },
});
