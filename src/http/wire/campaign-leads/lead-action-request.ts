import Type, { type Static } from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { findAction, refreshedCampaigns } from "../../../leads/catalogue.ts";
import { acceptAction } from "../../../leads/engine/accept-action.ts";
import type { ActionRecord } from "../../../leads/engine/action-record.ts";
import { previewAction } from "../../../leads/engine/dry-run.ts";
import { Criteria } from "../../../leads/search/criteria.ts";
import { prepareLongLists } from "../../../leads/search/long-lists.ts";
import type { EndpointRequest } from "../../core/endpoint.ts";
import { onceOf } from "../../core/idempotency-key.ts";
import { awaitedAction } from "../../core/waiting/await-action.ts";
import { LeadActionPreview, Skipped, Warnings } from "../../shared/lead-action-preview.ts";

/** The body of RingCX's lead action. */
export const LeadManagerRequest = Type.Object({
  campaignLeadSearchCriteria: Type.Optional(Criteria),
  leadActionParams: Type.Optional(
    Type.Object({ paramMap: Type.Optional(Type.Object({}, { description: "Parameters, by action" })) }),
  ),
});

export const LeadActionFlags = Type.Object({
  allLeads: Type.Optional(
    Type.Boolean({
      description: "true: criteria that name nothing are intended, and select every lead of the account",
    }),
  ),
  dryRun: Type.Optional(Type.Boolean({ description: "true: changes nothing; the answer says what would change" })),
  limit: Type.Optional(Type.Integer({ minimum: 1, description: "Only the first N matching leads, by lead id" })),
});

const ringCx = {
  leadActionType: Type.String(),
  success: Type.Boolean({ description: "false if it failed or was canceled" }),
  errorMessage: Type.String(),
  leadUpdateCount: Type.Integer(),
  leadDeleteCount: Type.Integer(),
  redialDeleteCount: Type.Integer({ description: "Callbacks that were deleted" }),
  dialerRefreshed: Type.Boolean(),
};

/** RingCX's answer to a lead action. The fields after dialerRefreshed are ours. */
export const LeadActionResult = Type.Object({
  ...ringCx,
  actionId: Type.Integer(),
  status: Type.Enum(["RUNNING", "DONE", "CANCELLED", "FAILED"]),
  matched: Type.Integer({ description: "Leads the criteria selected" }),
  skipped: Skipped,
  warnings: Warnings,
});

/** The answer to a dry run. RingCX's counts are 0, because nothing changed; what would change is in our own fields. */
export const LeadActionDryRun = Type.Object({ ...ringCx, ...LeadActionPreview.properties });

export const leadActionAnswers = {
  200: Type.Union([LeadActionResult, LeadActionDryRun]),
  202: LeadActionResult,
};

/** Runs a lead action requested on the wire, and answers as RingCX does once it is done. */
export async function performLeadAction(
  asked: EndpointRequest<unknown, Static<typeof LeadActionFlags>, Static<typeof LeadManagerRequest>>,
  name: string,
) {
  const { context, accountId, caller, body, query, request } = asked;
  const { allLeads = false, dryRun, limit } = query;
  const action = findAction(name);
  const criteria = body.campaignLeadSearchCriteria ?? {};
  const params = body.leadActionParams?.paramMap ?? {};
  const once = onceOf(request.headers, { action: name, criteria, params, allLeads, limit });
  const scope = scopeFor(caller, accountId);
  const wanted = {
    action,
    criteria: await prepareLongLists(criteria, scope.country),
    params,
    allLeads,
    limit,
    once,
  };
  if (dryRun) return dryRunResult(name, await previewAction(context.db, scope, caller, wanted, context.clock()));
  const accepted = await acceptAction(context.db, scope, caller, wanted, context.clock());
  return leadActionResult(await awaitedAction(asked, accepted));
}

function leadActionResult(record: ActionRecord): Static<typeof LeadActionResult> {
  const { action, status, changed, deleted, callbacksDeleted, actionId, matched, skipped, warnings } = record;
  const errorMessage = messageOf(record);
  return {
    leadActionType: action,
    success: errorMessage === "",
    errorMessage,
    leadUpdateCount: changed,
    leadDeleteCount: deleted,
    redialDeleteCount: callbacksDeleted,
    dialerRefreshed: refreshedCampaigns(record) !== undefined,
    actionId,
    status,
    matched,
    skipped,
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

function messageOf({ status, failure, actionId, changed, deleted, matched }: ActionRecord): string {
  const done = `${changed + deleted} of ${matched} leads were changed before that and stay changed`;
  if (status === "CANCELLED") return `Action ${actionId} was canceled; ${done}.`;
  if (status === "FAILED") return `Action ${actionId} failed: ${failure ?? "for no known reason"} (${done}.)`;
  return "";
}

function dryRunResult(
  name: string,
  preview: Awaited<ReturnType<typeof previewAction>>,
): Static<typeof LeadActionDryRun> {
  return {
    leadActionType: name,
    success: true,
    errorMessage: "",
    leadUpdateCount: 0,
    leadDeleteCount: 0,
    redialDeleteCount: 0,
    dialerRefreshed: false,
    dryRun: true,
    ...preview,
  };
}
