import Type from "typebox";
import { leadActions } from "../../../leads/catalogue.ts";
import { Criteria } from "../../../leads/search/criteria.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

const JsonSchema = Type.Object({}, { additionalProperties: true, description: "A JSON Schema" });

const inMenuOrder = leadActions.toSorted((a, b) => a.position - b.position);

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-actions/catalogue",
  summary:
    "Lists every lead action in the order of menus, with the JSON Schema of its parameters, and the schema of criteria",
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
          label: Type.String({ description: "What menus and the ledger call it: Pause" }),
          verb: Type.String({ description: "On a button, before a number of leads: Pause 12 leads" }),
          done: Type.String({ description: "After a number of leads: 12 leads paused" }),
          confirm: Type.Optional(
            Type.String({ description: "Why to ask the person to type the number of leads before running it" }),
          ),
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
    actions: inMenuOrder.map(
      ({ name, summary, words, confirm, params, states, statesIfNamed = [], stops, undoable }) => ({
        name,
        summary,
        ...words,
        ...(confirm === undefined ? {} : { confirm }),
        params: { ...params, additionalProperties: false },
        states,
        statesIfNamed,
        stops: typeof stops === "function" ? "BY_PARAMS" : stops ? "ALWAYS" : "NEVER",
        undoable: undoable === true,
        ...(undoable === true ? {} : { undoableReason: undoable }),
      }),
    ),
  }),
});
