import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { completeClaim } from "../../../dialer/passes/complete.ts";
import { Refusal } from "../../../errors.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { CompletedResource, outcomeFields, readOutcome } from "./claim-resource.ts";

const Problem = Type.Object(
  { code: Type.String(), status: Type.Integer(), detail: Type.String() },
  { description: "Why this claim was not completed; the others are not affected" },
);

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/complete",
  summary: "Completes several claims",
  description:
    "Each claim is completed in its own transaction. A refused one is reported in its place among the results.",
  tag: "Dialer",
  role: "dialer",
  bodySize: "several",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Object(
    {
      claims: Type.Array(Type.Object({ claimId: Id, ...outcomeFields }, { additionalProperties: false }), {
        minItems: 1,
        maxItems: 100,
      }),
    },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object({
      results: Type.Array(
        Type.Object({
          claimId: Type.Integer(),
          completed: Type.Union([CompletedResource, Type.Null()]),
          problem: Type.Union([Problem, Type.Null()]),
        }),
        { description: "In the order of the request" },
      ),
    }),
  },
  async handler({ context, accountId, caller, body }) {
    const scope = scopeFor(caller, accountId);
    const results = [];
    // One transaction per claim: a refused claim must not undo the others, nor hold their locks.
    for (const [i, sent] of body.claims.entries()) {
      const { claimId } = sent;
      try {
        const completed = await completeClaim(
          context.db,
          scope,
          caller,
          readOutcome(sent, `claims.${i}.`),
          context.clock(),
        );
        results.push({ claimId, completed, problem: null });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { code, status, message: detail } = error;
        results.push({ claimId, completed: null, problem: { code, status, detail } });
      }
    }
    return { results };
  },
});
