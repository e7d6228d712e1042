import Type from "typebox";
import { floorEventKinds } from "../../../dialer/floor/floor-events.ts";
import { systemDispositions } from "../../../leads/state.ts";
import { Instant } from "../../core/ids.ts";

const Count = (description: string) => Type.Integer({ description });
const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const Percent = (description: string) =>
  Type.Union([Type.Number(), Type.Null()], { description: `Percent: ${description}; null where there was none` });

/** How many minutes figures go back. */
export const Minutes = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 1440, description: "Over how many minutes the figures go; absent: 60" }),
);

/** What dialers have done of late, and are at. */
export const FloorResource = Type.Object(
  {
    at: Instant,
    minutes: Type.Integer(),
    campaigns: Type.Array(
      Type.Object({
        campaignId: Type.Integer(),
        campaignName: Type.String(),
        dialGroupId: Type.Integer(),
        fetched: Count("Leads that are fetched or ring now"),
        onCall: Count("Leads on a call now"),
        wrapUp: Count("Calls that are over, whose disposition is awaited"),
        dialed: Count("Calls that ended in these minutes"),
        answered: Count("Of which a person answered, an agent free or not"),
        abandoned: Count("Of which no agent was free"),
        answerRate: Percent("answered of dialed"),
        abandonRate: Percent("abandoned of answered"),
        targetAbandonRate: Type.Number({ description: "Percent: what the campaign allows" }),
        agents: Count("Agents who had a call of it"),
        occupancy: Percent("the time of these agents at any call and the work after it"),
      }),
      { description: "Those with a call in these minutes, or with one open" },
    ),
    agents: Type.Array(
      Type.Object({
        agentId: Type.Integer(),
        name: Type.String(),
        state: Type.Enum(["ON_CALL", "WRAP_UP", "DIALING", "FETCHED", "WAITING"]),
        since: Instant,
        campaignId: Type.Integer({ description: "Of the call they are at, or had last" }),
        calls: Type.Integer(),
        occupancy: Percent("their time at calls and the work after them"),
      }),
      { description: "Those who are at a call, or were in the last five minutes" },
    ),
  },
  { title: "Floor" },
);

/** What a stream of the floor says at once. */
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
        passId: Type.Optional(Type.Integer({ description: "Of an OUTCOME, as what follows" })),
        systemDisposition: Type.Optional(Type.Enum([...systemDispositions])),
        agentDisposition: Type.Optional(orNull(Type.String())),
        durationSeconds: Type.Optional(orNull(Type.Integer())),
      }),
      { description: "The oldest first" },
    ),
    more: Count("Further events that are left out, where more happened than anybody reads"),
    figures: Type.Optional(FloorResource),
  },
  { title: "FloorNews" },
);
