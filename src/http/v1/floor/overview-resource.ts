import Type from "typebox";
import { leadStates } from "../../../leads/state.ts";
import { Instant } from "../../core/ids.ts";
import { LeadActionResource } from "../lead-actions/lead-action-resource.ts";
import { FloorResource } from "./floor-resource.ts";

const Count = (description: string) => Type.Integer({ description });
const Day = Type.String({ description: "A day of the account, `2026-07-24`" });
const Calls = Type.Object({
  passes: Type.Integer(),
  answers: Count("Of which a person answered, an agent free or not"),
});

/** How an account stands. */
export const OverviewResource = Type.Object({
  at: Instant,
  campaigns: Type.Array(
    Type.Object({
      campaignId: Type.Integer(),
      campaignName: Type.String(),
      dialGroupId: Type.Integer(),
      dialGroupName: Type.String(),
      isActive: Type.Integer({ description: "0 off, 1 on, 2 agent callbacks only" }),
      leads: Type.Integer(),
      suppressed: Count("Of the leads, in whatever state"),
      states: Type.Array(Type.Object({ state: Type.Enum([...leadStates]), count: Type.Integer() })),
    }),
  ),
  today: Day,
  lastWeek: Day,
  hours: Type.Array(Type.Object({ hour: Type.Integer(), today: Calls, lastWeek: Calls }), {
    description: "0 to 23, on the account's clock",
  }),
  callbacks: Type.Object({
    due: Count("Callbacks that are served now, missed ones included; not those that are barred or orphaned"),
    laterToday: Type.Integer(),
    byAgents: Count("Of those that are due, the ones of a certain agent"),
  }),
  runningActions: Type.Array(LeadActionResource),
  floor: FloorResource,
});
