import Type, { type Static } from "typebox";
import type { Caller } from "../accounts/caller.ts";
import type { House } from "../house.ts";
import { findAction } from "../leads/catalogue.ts";
import { Criteria } from "../leads/criteria.ts";
import { runAction } from "../leads/run-action.ts";
import { scopeOf } from "../leads/scope.ts";

/** Body of RingCX's lead action. */
export const LeadManagerRequest = Type.Object({
  campaignLeadSearchCriteria: Type.Optional(Criteria),
  leadActionParams: Type.Optional(
    Type.Object({ paramMap: Type.Optional(Type.Object({}, { description: "Parameters, by action" })) }),
  ),
});

export const LeadActionFlags = Type.Object({
  allLeads: Type.Optional(
    Type.Boolean({ description: "true: criteria that name nothing are meant, and reach every lead of the account" }),
  ),
});

/** RingCX's answer to a lead action; actionId, matched and skipped are ours. */
export const LeadActionResult = Type.Object({
  leadActionType: Type.String(),
  success: Type.Boolean(),
  errorMessage: Type.String(),
  leadUpdateCount: Type.Integer(),
  leadDeleteCount: Type.Integer(),
  redialDeleteCount: Type.Integer({ description: "Callbacks that were deleted" }),
  dialerRefreshed: Type.Boolean(),
  actionId: Type.Integer(),
  matched: Type.Integer({ description: "Leads the criteria selected" }),
  skipped: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() })),
});

/** Runs a lead action as the wire asks for it, and answers as RingCX does once it is done. */
export async function performLeadAction(
  house: House,
  accountId: number,
  caller: Caller,
  name: string,
  body: Static<typeof LeadManagerRequest>,
  { allLeads = false }: Static<typeof LeadActionFlags>,
): Promise<Static<typeof LeadActionResult>> {
  const request = {
    action: findAction(name),
    criteria: body.campaignLeadSearchCriteria ?? {},
    params: body.leadActionParams?.paramMap ?? {},
    allLeads,
  };
  const result = await runAction(house.db, await scopeOf(house.db, accountId), caller, request, house.clock());
  return {
    leadActionType: result.action,
    success: true,
    errorMessage: "",
    leadUpdateCount: result.changed,
    leadDeleteCount: result.deleted,
    redialDeleteCount: result.callbacksDeleted,
    dialerRefreshed: result.action === "DIALER_REFRESH",
    actionId: result.actionId,
    matched: result.matched,
    skipped: result.skipped,
  };
}
