import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { readFloor } from "../../../dialer/floor-figures.ts";
import { readOverview } from "../../../dialer/overview.ts";
import { listActions } from "../../../leads/action-record.ts";
import { leadStates } from "../../../leads/state.ts";
import { sharedAnswer } from "../../../shared-answer.ts";
import { AccountId } from "../../app.ts";
import { endpoint } from "../../endpoint.ts";
import { FloorResource, Minutes } from "../../floor-resource.ts";
import { Instant } from "../../ids.ts";
import { LeadActionResource, leadActionResource } from "../../lead-action-resource.ts";

const Count = (description: string) => Type.Integer({ description });
const Day = Type.String({ description: "A day of the account, `2026-07-24`" });
const Calls = Type.Object({
  passes: Type.Integer(),
  answers: Count("Of which a person answered, an agent free or not"),
});

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/overview",
  summary:
    "How the account stands: leads by state per campaign, calls per hour today and a week ago, callbacks that are due, running actions, and the floor.",
  tag: "Overview",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ minutes: Minutes }),
  response: {
    200: Type.Object({
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
        due: Type.Integer(),
        laterToday: Type.Integer(),
        byAgents: Count("Of those that are due, the ones of a certain agent"),
      }),
      runningActions: Type.Array(LeadActionResource),
      floor: FloorResource,
    }),
  },
  handler: ({ house, caller, accountId, query: { minutes = 60 } }) =>
    // A million leads take most of a second to count.
    sharedAnswer(house, `overview ${accountId} ${minutes}`, async () => {
      const { db } = house;
      const now = house.clock();
      const overview = await readOverview(db, scopeFor(caller, accountId), now);
      const running = await listActions(db, accountId, { status: "RUNNING" }, 100);
      const runningActions = running.map((record) => leadActionResource(record));
      return { ...overview, runningActions, floor: await readFloor(db, accountId, minutes, now) };
    }),
});
