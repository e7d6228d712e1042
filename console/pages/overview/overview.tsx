import { Text } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { campaigns, overview as overviewQuery, queue } from "../../api/queries.ts";
import type { Queue } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Figure } from "../../ui/figure.tsx";
import { Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import { count } from "../../ui/words.ts";
import { Campaigns, type QueueRead } from "./campaigns.tsx";
import { Hours } from "./hours.tsx";
import { UnderWay } from "./under-way.tsx";
import "./overview.css";

/** What can be dialed now, why not the rest, how the day goes, what runs, and what was done last. */
export function Overview() {
  const { accountId } = useHere();
  const known = useQuery(campaigns(accountId));
  const counted = useQuery(overviewQuery(accountId));
  const read = useQueries({
    queries: (known.data ?? []).map(({ campaignId }) => ({ ...queue(accountId, campaignId), refetchInterval: 30_000 })),
  });
  const queues = new Map<number, QueueRead>(
    (known.data ?? []).map(({ campaignId }, i) => [campaignId, read[i] as QueueRead]),
  );
  const complete = known.isSuccess && read.every(({ data }) => data !== undefined);
  const sum = (of: (one: Queue) => number) =>
    complete ? count(read.reduce((all, { data }) => all + (data ? of(data) : 0), 0)) : undefined;
  const { callbacks, floor } = counted.data ?? {};
  return (
    <div className="page">
      <PageTitle title="Overview" />
      {counted.isError && !counted.data && (
        <Problem error={counted.error} what="How the account stands" retry={counted.refetch} />
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
        <Campaigns queues={queues} counted={counted.data?.campaigns} />
        <div className="overview-side">
          <Hours overview={counted.data} />
          <UnderWay />
        </div>
      </div>
    </div>
  );
}
