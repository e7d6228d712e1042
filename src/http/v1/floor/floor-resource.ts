import Type from "typebox";
import { floorEventKinds } from "../../../dialer/floor/floor-events.ts";
import { systemDispositions } from "../../../leads/state.ts";
import { Instant } from "../../core/ids.ts";

const Count = (description: string) => Type.Integer({ description });
const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const Percent = (description: string) =>
  Type.Union([Type.Number(), Type.Null()], { description: `Percent: ${description}; null if there were none` });

/** The period of the figures. */
export const Minutes = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 1440,
    description: "Period of the figures in minutes, back from now; default: 60",
  }),
);

/** What dialers and agents are doing now, and did in the last minutes. */
export const FloorResource = Type.Object(
  {
    at: Instant,
    minutes: Type.Integer(),
    campaigns: Type.Array(
      Type.Object({
        campaignId: Type.Integer(),
        campaignName: Type.String(),
        dialGroupId: Type.Integer(),
        fetched: Count("Leads fetched or ringing now"),
        onCall: Count("Leads on a call now"),
        wrapUp: Count("Calls that are over and wait for a disposition"),
        dialed: Count("Calls that ended in the period"),
        answered: Count("Of these, calls a person answered, whether or not an agent was free"),
        abandoned: Count("Of the answered calls, those without a free agent"),
        answerRate: Percent("answered / dialed"),
        abandonRate: Percent("abandoned / answered"),
        targetAbandonRate: Type.Number({ description: "Percent: the highest abandon rate the campaign allows" }),
        agents: Count("Agents who had a call of the campaign"),
        occupancy: Percent("share of these agents' time spent on calls and wrap-up, of any campaign"),
      }),
      { description: "Campaigns with a call in the period or an open claim" },
    ),
    agents: Type.Array(
      Type.Object({
        agentId: Type.Integer(),
        name: Type.String(),
        state: Type.Enum(["ON_CALL", "WRAP_UP", "DIALING", "FETCHED", "WAITING"]),
        since: Instant,
        campaignId: Type.Integer({ description: "Campaign of the present or the last call" }),
        calls: Type.Integer(),
        occupancy: Percent("share of their time spent on calls and wrap-up"),
      }),
      { description: "Agents who are on a call, or were in the last five minutes" },
    ),
  },
  { title: "Floor" },
);

/** The data of one event of the floor stream. */
export const FloorNewsResource = Type.Object(
  {
    at: Instant,
    events: Type.Array(
      Type.Object({
        kind: Type.Enum([...floorEventKinds]),
        at: Instant,
        claimId: orNull(Type.Integer()),
        leadId: Type.Integer(),
        campaignId: Type.Integer(),
        agentId: orNull(Type.Integer()),
        phone: Type.String(),
        passId: Type.Optional(Type.Integer({ description: "Only for an OUTCOME, like the fields below" })),
        systemDisposition: Type.Optional(Type.Enum([...systemDispositions])),
        agentDisposition: Type.Optional(orNull(Type.String())),
        durationSeconds: Type.Optional(orNull(Type.Integer())),
      }),
      { description: "Oldest first" },
    ),
    more: Count("Further events that were left out to keep this list short"),
    figures: Type.Optional(FloorResource),
  },
  { title: "FloorNews" },
);
