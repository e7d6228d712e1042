import { Group, SegmentedControl, Select, Text } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { campaigns, queue } from "../../api/queries.ts";
import type { Floor } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Figure } from "../../ui/figure.tsx";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { useNames } from "../../words/criteria-words.ts";
import { count } from "../../words/words.ts";
import { FloorFeed } from "./feed.ts";
import { Stream } from "./stream.tsx";
import { AgentFigures, CampaignFigures } from "./tables.tsx";
import { useSummary } from "./use-summary.ts";
import "./floor.css";

const spans = [
  { value: "15", label: "15 min" },
  { value: "60", label: "1 h" },
  { value: "240", label: "4 h" },
];

/** Live calls, and figures of campaigns and agents over the last minutes. */
export function FloorPage() {
  const { accountId } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const minutes = spans.find(({ value }) => value === search.minutes)?.value ?? "60";
  const campaignId = search.campaignId === undefined ? undefined : Number(search.campaignId);
  const set = (change: Search) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace: true });
  const { data: allCampaigns = [] } = useQuery(campaigns(accountId));
  const shown = allCampaigns.filter((one) => campaignId === undefined || one.campaignId === campaignId);
  const queueQueries = useQueries({
    queries: shown
      .filter(({ isActive }) => isActive !== 0)
      .map((one) => ({ ...queue(accountId, one.campaignId), refetchInterval: 30_000 })),
  });
  const names = useNames(accountId);
  const feed = useFeed(accountId, Number(minutes), campaignId);
  const live = useSyncExternalStore(feed.subscribe, feed.state);
  const summary = useSummary(feed);
  const figures = live.figures && filterByCampaign(live.figures, campaignId);
  return (
    <div className="page">
      <Group justify="space-between">
        <PageTitle title="Floor" />
        <Group gap="xs">
          <Select
            size="xs"
            w={190}
            aria-label="Campaign"
            placeholder="All campaigns"
            clearable
            data={allCampaigns.map((one) => ({ value: String(one.campaignId), label: one.campaignName }))}
            value={campaignId === undefined ? null : String(campaignId)}
            onChange={(id) => set({ campaignId: id ?? undefined })}
          />
          <SegmentedControl
            size="xs"
            aria-label="Time range of the figures"
            data={spans}
            value={minutes}
            onChange={(span) => set({ minutes: span === "60" ? undefined : span })}
          />
        </Group>
      </Group>
      <p className="sr-only" role="status">
        {summary}
      </p>
      <Headline figures={figures} />
      <div className="floor-split">
        <div className="floor-side">
          <CampaignFigures
            figures={figures}
            campaigns={shown}
            queues={new Map(queueQueries.flatMap(({ data }) => (data ? [[data.campaignId, data]] : [])))}
          />
          <AgentFigures figures={figures} names={names} />
        </div>
        <Stream feed={feed} live={live} names={names} />
      </div>
    </div>
  );
}

function Headline({ figures }: { figures: Floor | undefined }) {
  const of = figures?.campaigns ?? [];
  const sum = (each: (one: Floor["campaigns"][number]) => number) => of.reduce((all, one) => all + each(one), 0);
  const shown = (text: string) => (figures ? text : undefined);
  const share = (part: number, whole: number) =>
    shown(whole === 0 ? "–" : `${Math.round((1000 * part) / whole) / 10}%`);
  // The occupancy of all campaigns is the mean of theirs, weighted by their agents.
  const occupied = of.filter(({ occupancy }) => occupancy !== null);
  const targets = of.map((one) => one.targetAbandonRate).toSorted((a, b) => a - b);
  const [least, most] = [targets[0], targets.at(-1)];
  return (
    <div className="headline">
      <Figure label="On a call" value={shown(count(sum(({ onCall }) => onCall)))} big />
      <Figure label="Fetched or dialing" value={shown(count(sum(({ fetched }) => fetched)))} />
      <Figure
        label="Occupancy"
        value={share(
          occupied.reduce((all, { occupancy, agents }) => all + ((occupancy ?? 0) / 100) * agents, 0),
          occupied.reduce((all, { agents }) => all + agents, 0),
        )}
      />
      <Figure
        label={`Answer rate of ${count(sum(({ dialed }) => dialed))} calls`}
        value={share(
          sum(({ answered }) => answered),
          sum(({ dialed }) => dialed),
        )}
      />
      <Figure
        label="Abandon rate"
        value={share(
          sum(({ abandoned }) => abandoned),
          sum(({ answered }) => answered),
        )}
      >
        {targets.length > 0 && (
          <Text size="xs" c="dimmed">
            Target {least === most ? `${most}%` : `${least}–${most}%`}
          </Text>
        )}
      </Figure>
    </div>
  );
}

const filterByCampaign = (figures: Floor, campaignId: number | undefined): Floor =>
  campaignId === undefined
    ? figures
    : {
        ...figures,
        campaigns: figures.campaigns.filter((one) => one.campaignId === campaignId),
        agents: figures.agents.filter((one) => one.campaignId === campaignId),
      };

function useFeed(accountId: number, minutes: number, campaignId: number | undefined): FloorFeed {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new feed per account, range, and campaign
  const feed = useMemo(() => new FloorFeed(), [accountId, minutes, campaignId]);
  useEffect(() => {
    void feed.open(accountId, minutes, campaignId);
    return () => feed.close();
  }, [feed, accountId, minutes, campaignId]);
  return feed;
}
