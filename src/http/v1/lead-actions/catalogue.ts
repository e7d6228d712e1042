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
  summary: "Lists all lead actions, with the schemas of their parameters and of search criteria",
  description: "In the order in which menus show them.",
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
          label: Type.String({ description: "Name in menus and lists: Pause" }),
          verb: Type.String({ description: "Text of a button, before a number of leads: Pause 12 leads" }),
          done: Type.String({ description: "Past participle, after a number of leads: 12 leads paused" }),
          confirm: Type.Optional(
            Type.String({
              description:
                "Warning to show before asking the user to confirm by typing the number of leads; absent: no confirmation",
            }),
          ),
          params: JsonSchema,
          states: Type.Array(Type.String(), {
            description: "States it applies to; leads in others are skipped",
          }),
          statesIfNamed: Type.Array(Type.String(), {
            description: "States it applies to only if the criteria name them",
          }),
          stops: Type.Enum(["ALWAYS", "NEVER", "BY_PARAMS"], {
            description: "Whether it stops dialing, and so takes effect on all its leads the moment it is accepted",
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
