import { Text } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { campaigns, overview as overviewQuery, queue } from "../../api/queries.ts";
import type { Queue } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Figure } from "../../ui/figure.tsx";
import { Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import { count } from "../../words/words.ts";
import { Campaigns, type QueueQuery } from "./campaigns.tsx";
import { Hours } from "./hours.tsx";
import { RecentActions } from "./recent-actions.tsx";
import "./overview.css";

/** What can be dialed now and why the rest can't, today's calls, and running and recent actions. */
export function Overview() {
  const { accountId } = useHere();
  const allCampaigns = useQuery(campaigns(accountId));
  const overviewData = useQuery(overviewQuery(accountId));
  const queueQueries = useQueries({
    queries: (allCampaigns.data ?? []).map(({ campaignId }) => ({
      ...queue(accountId, campaignId),
      refetchInterval: 30_000,
    })),
  });
  const queues = new Map<number, QueueQuery>(
    (allCampaigns.data ?? []).map(({ campaignId }, i) => [campaignId, queueQueries[i] as QueueQuery]),
  );
  // A sum is shown only once every queue is loaded; a partial one would look like a drop.
  const complete = allCampaigns.isSuccess && queueQueries.every(({ data }) => data !== undefined);
  const sum = (of: (one: Queue) => number) =>
    complete ? count(queueQueries.reduce((all, { data }) => all + (data ? of(data) : 0), 0)) : undefined;
  const { callbacks, floor } = overviewData.data ?? {};
  return (
    <div className="page">
      <PageTitle title="Overview" />
      {overviewData.isError && !overviewData.data && (
        <Problem error={overviewData.error} what="The overview" retry={overviewData.refetch} />
      )}
      <div className="headline">
        <Figure label="Dialable now" value={sum((one) => one.dialableNow)} big />
        <Figure label="Later today" value={sum((one) => one.laterToday)} />
        <Figure label="Tomorrow" value={sum((one) => one.tomorrow)} />
        <Figure
          label={
            <Link to="/accounts/$accountId/floor" params={{ accountId: String(accountId) }}>
              On a call now
            </Link>
          }
          value={floor && count(floor.campaigns.reduce((all, one) => all + one.onCall, 0))}
        />
        <Figure
          label={
            <Link to="/accounts/$accountId/callbacks" params={{ accountId: String(accountId) }}>
              Callbacks due
            </Link>
          }
          value={callbacks && count(callbacks.due)}
        >
          {callbacks && (
            <Text size="xs" c="dimmed">
              {count(callbacks.laterToday)} more later today
            </Text>
          )}
        </Figure>
      </div>
      <div className="overview-split">
        <Campaigns queues={queues} overviewData={overviewData.data?.campaigns} />
        <div className="overview-side">
          <Hours overview={overviewData.data} />
          <RecentActions />
        </div>
      </div>
    </div>
  );
}
