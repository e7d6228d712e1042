import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { readFloor } from "../../../dialer/floor/floor-figures.ts";
import { readOverview } from "../../../dialer/floor/overview.ts";
import { sharedAnswer } from "../../../dialer/floor/shared-answer.ts";
import { listActions } from "../../../leads/engine/action-record.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { leadActionResource } from "../lead-actions/lead-action-resource.ts";
import { Minutes } from "./floor-resource.ts";
import { OverviewResource } from "./overview-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/overview",
  summary: "Returns an overview of the account",
  description:
    "Leads by state for each campaign, calls per hour today and a week ago, callbacks due, running actions, and the figures of the floor.",
  tag: "Overview",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ minutes: Minutes }),
  response: {
    200: OverviewResource,
  },
  handler: ({ context, caller, accountId, query: { minutes = 60 } }) =>
    // Counting a million leads takes most of a second, so requests at the same time share one answer.
    sharedAnswer(context, `overview ${accountId} ${minutes}`, async () => {
      const { db } = context;
      const now = context.clock();
      const overview = await readOverview(db, scopeFor(caller, accountId), now);
      const running = await listActions(db, accountId, { status: "RUNNING" }, 100);
      const runningActions = running.map((record) => leadActionResource(record));
      return { ...overview, runningActions, floor: await readFloor(db, accountId, minutes, now) };
    }),
});
