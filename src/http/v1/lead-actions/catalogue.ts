import Type from "typebox";
import { leadActions } from "../../../leads/catalogue.ts";
import { Criteria } from "../../../leads/search/criteria.ts";
import { AccountId } from "../../core/app.ts";
import { endpoint } from "../../core/endpoint.ts";

const JsonSchema = Type.Object({}, { additionalProperties: true, description: "A JSON Schema" });

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-actions/catalogue",
  summary: "Lists every lead action there is, with the JSON Schema of its parameters, and that of the criteria of all.",
  tag: "Lead actions",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  response: {
    200: Type.Object({
      criteria: JsonSchema,
      actions: Type.Array(
        Type.Object({
          name: Type.String(),
          summary: Type.String(),
          params: JsonSchema,
          states: Type.Array(Type.String(), {
            description: "States it applies to; leads in others are skipped",
          }),
          statesIfNamed: Type.Array(Type.String(), {
            description: "States it applies to as well when the criteria name them",
          }),
          stops: Type.Enum(["ALWAYS", "NEVER", "BY_PARAMS"], {
            description: "Whether it stops dialing, and so binds from the moment it is accepted",
          }),
          undoable: Type.Boolean(),
          undoableReason: Type.Optional(Type.String({ description: "Why it cannot be undone" })),
        }),
      ),
    }),
  },
  handler: () => ({
    criteria: { ...Criteria, additionalProperties: false },
    actions: leadActions.map(({ name, summary, params, states, statesIfNamed = [], stops, undoable }) => ({
      name,
      summary,
      params: { ...params, additionalProperties: false },
      states,
      statesIfNamed,
      stops: typeof stops === "function" ? "BY_PARAMS" : stops ? "ALWAYS" : "NEVER",
      undoable: undoable === true,
      ...(undoable === true ? {} : { undoableReason: undoable }),
    })),
  }),
});
