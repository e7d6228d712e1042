import Type from "typebox";
import { leadStates } from "../../../leads/state.ts";
import { Instant } from "../../core/ids.ts";
import { LeadActionResource } from "../lead-actions/lead-action-resource.ts";
import { FloorResource } from "./floor-resource.ts";

const Count = (description: string) => Type.Integer({ description });
const Day = Type.String({ description: "A date in the account's time zone: `2026-07-24`" });
const Calls = Type.Object({
  passes: Type.Integer(),
  answers: Count("Of these, passes a person answered, whether or not an agent was free"),
});

/** The overview of an account. */
export const OverviewResource = Type.Object({
  at: Instant,
  campaigns: Type.Array(
    Type.Object({
      campaignId: Type.Integer(),
      campaignName: Type.String(),
      dialGroupId: Type.Integer(),
      dialGroupName: Type.String(),
      isActive: Type.Integer({ description: "0: off, 1: on, 2: agent callbacks only" }),
      leads: Type.Integer(),
      suppressed: Count("Of these, suppressed leads, in any state"),
      states: Type.Array(Type.Object({ state: Type.Enum([...leadStates]), count: Type.Integer() })),
    }),
  ),
  today: Day,
  lastWeek: Day,
  hours: Type.Array(Type.Object({ hour: Type.Integer(), today: Calls, lastWeek: Calls }), {
    description: "0 to 23, in the account's time zone",
  }),
  callbacks: Type.Object({
    due: Count("Callbacks to make now, including missed ones, without BARRED and ORPHANED ones"),
    laterToday: Type.Integer(),
    byAgents: Count("Of the due callbacks, those that a particular agent must make"),
  }),
  runningActions: Type.Array(LeadActionResource),
  floor: FloorResource,
});
