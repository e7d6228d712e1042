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
  summary:
    "How the account stands: leads by state per campaign, calls per hour today and a week ago, callbacks that are due, running actions, and the floor.",
  tag: "Overview",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ minutes: Minutes }),
  response: {
    200: OverviewResource,
  },
  handler: ({ context, caller, accountId, query: { minutes = 60 } }) =>
    // A million leads take most of a second to count.
    sharedAnswer(context, `overview ${accountId} ${minutes}`, async () => {
      const { db } = context;
      const now = context.clock();
      const overview = await readOverview(db, scopeFor(caller, accountId), now);
      const running = await listActions(db, accountId, { status: "RUNNING" }, 100);
      const runningActions = running.map((record) => leadActionResource(record));
      return { ...overview, runningActions, floor: await readFloor(db, accountId, minutes, now) };
    }),
});
