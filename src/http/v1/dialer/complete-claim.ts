import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { completeClaim } from "../../../dialer/complete.ts";
import { systemDispositions } from "../../../leads/state.ts";
import { ClaimPath, CompletedResource } from "../../claim-resource.ts";
import { endpoint } from "../../endpoint.ts";
import { Id, Instant } from "../../ids.ts";
import { moment } from "../../moment.ts";

const Seconds = Type.Integer({ minimum: 0, maximum: 1_000_000 });

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/complete",
  summary: "Ends a claim with the outcome of its pass. Completing twice is harmless: the second answer is the first.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  body: Type.Object(
    {
      systemDisposition: Type.Enum([...systemDispositions]),
      agentDisposition: Type.Optional(
        Type.String({ minLength: 1, maxLength: 255, description: "One of the campaign's, by name" }),
      ),
      callback: Type.Optional(
        Type.Object(
          { at: Instant, agentId: Type.Optional({ ...Id, description: "Who calls back; absent: anyone" }) },
          { additionalProperties: false, description: "An appointment made on the call" },
        ),
      ),
      durationSeconds: Type.Optional(Seconds),
      dialDurationSeconds: Type.Optional(Seconds),
      notes: Type.Optional(Type.String({ maxLength: 10_000 })),
      uii: Type.Optional(Type.String({ maxLength: 255, description: "The call's id at the carrier" })),
    },
    { additionalProperties: false },
  ),
  response: { 200: CompletedResource },
  async handler({ house, accountId, caller, params: { claimId }, body: { callback, ...body } }) {
    const at = moment("callback.at", callback?.at);
    const outcome = { ...body, claimId, ...(at ? { callback: { at, agentId: callback?.agentId } } : {}) };
    return await completeClaim(house.db, scopeFor(caller, accountId), caller, outcome, house.clock());
  },
});
