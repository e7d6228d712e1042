import { Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { actions, campaigns, queue } from "../../api/queries.ts";
import type { Campaign, Queue } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Problem } from "../../ui/problem.tsx";
import { reasons } from "../../ui/standing.ts";
import { type Part, StateBar } from "../../ui/states.tsx";
import { PageTitle } from "../../ui/title.tsx";
import { When } from "../../ui/when.tsx";
import { count, outcomeOf, wordsOfAction } from "../../ui/words.ts";
import { ActionStatus } from "../actions/status.tsx";
import "./overview.css";

/** What can be dialed now, why not the rest, what runs, and what was done last. */
export function Overview() {
  const { accountId } = useHere();
  const known = useQuery(campaigns(accountId));
  const queues = useQueries({
    queries: (known.data ?? []).map(({ campaignId }) => ({ ...queue(accountId, campaignId), refetchInterval: 30_000 })),
  });
  const read = queues.flatMap(({ data }) => (data ? [data] : []));
  const sum = (of: (one: Queue) => number) => read.reduce((all, one) => all + of(one), 0);
  const complete = known.isSuccess && read.length === known.data.length;
  return (
    <div className="page">
      <PageTitle title="Overview" />
      {known.isError && <Problem error={known.error} what="The campaigns" retry={known.refetch} />}
      <div className="headline">
        <Figure label="Dialable now" value={complete ? sum((one) => one.dialableNow) : undefined} big />
        <Figure label="Later today" value={complete ? sum((one) => one.laterToday) : undefined} />
        <Figure label="Tomorrow" value={complete ? sum((one) => one.tomorrow) : undefined} />
        <Figure label="Leads in all" value={complete ? sum((one) => one.total) : undefined} />
      </div>
      <div className="overview-split">
        <section className="card" aria-labelledby="by-campaign">
          <Title order={2} id="by-campaign" mb="sm">
            Campaigns
          </Title>
          <Stack gap="lg">
            {(known.data ?? []).map((campaign, i) => (
              <CampaignRow
                key={campaign.campaignId}
                campaign={campaign}
                standing={queues[i]?.data}
                error={queues[i]?.error ?? null}
              />
            ))}
            {known.isPending && <Skeleton h={280} />}
          </Stack>
        </section>
        <LastActions />
      </div>
    </div>
  );
}

function Figure({ label, value, big = false }: { label: string; value: number | undefined; big?: boolean }) {
  return (
    <div className="card">
      {value === undefined ? (
        <Skeleton h={big ? 44 : 32} w={100} />
      ) : (
        <Text fz={big ? 36 : 26} lh={1.2} fw={650} className="figures">
          {count(value)}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {label}
      </Text>
    </div>
  );
}

function CampaignRow({
  campaign,
  standing,
  error,
}: {
  campaign: Campaign;
  standing: Queue | undefined;
  error: Error | null;
}) {
  const { accountId } = useHere();
  return (
    <div>
      <Group justify="space-between" mb={6} gap="xs">
        <Link
          to="/accounts/$accountId/leads"
          params={{ accountId: String(accountId) }}
          search={{ campaignIds: String(campaign.campaignId) }}
          style={{ fontWeight: 600 }}
        >
          {campaign.campaignName}
        </Link>
        <Text size="xs" c="dimmed">
          {campaign.isActive === 0
            ? "off"
            : campaign.isActive === 2
              ? "agents’ callbacks only"
              : campaign.dialGroupName}
        </Text>
      </Group>
      {standing ? (
        <StateBar label={campaign.campaignName} parts={partsOf(standing)} />
      ) : error ? (
        <Problem error={error} what="Its queue" />
      ) : (
        <Skeleton h={44} />
      )}
    </div>
  );
}

const byTime = new Set(["window", "nextDialTime", "notStarted", "maxDailyPasses", "phoneAttempts"]);
const families: Record<string, Part["family"]> = { claimed: "engaged", reserved: "appointed", doNotCall: "marked" };

function partsOf({ dialableNow, notDialable }: Queue): Part[] {
  return [
    { key: "now", label: "dialable now", count: dialableNow, family: "ready" },
    ...notDialable
      .toSorted((a, b) => b.count - a.count)
      .map(
        ({ reason, count: n }): Part => ({
          key: reason,
          label: reasons[reason] ?? reason,
          count: n,
          family:
            families[reason] ??
            (byTime.has(reason) ? "engaged" : reason === "state" || reason === "maxPasses" ? "ended" : "stopped"),
          hatched: reason === "suppressed" || byTime.has(reason),
        }),
      ),
  ];
}

function LastActions() {
  const { accountId } = useHere();
  const ledger = useInfiniteQuery({ ...actions(accountId, { limit: "8" }), refetchInterval: 10_000 });
  const items = ledger.data?.pages[0]?.items ?? [];
  return (
    <section className="card" aria-labelledby="last-actions">
      <Title order={2} id="last-actions" mb="sm">
        What was done last
      </Title>
      {ledger.isPending && <Skeleton h={200} />}
      {ledger.isError && <Problem error={ledger.error} what="The ledger" retry={ledger.refetch} />}
      {ledger.isSuccess && items.length === 0 && <Text c="dimmed">Nothing yet.</Text>}
      <Stack gap="sm">
        {items.map((action) => (
          <div key={action.id}>
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <Link
                to="/accounts/$accountId/actions/$actionId"
                params={{ accountId: String(accountId), actionId: String(action.id) }}
                className="one-line"
              >
                {wordsOfAction(action.action).noun}
              </Link>
              <ActionStatus action={action} />
            </Group>
            <Text size="xs" c="dimmed">
              {outcomeOf(action)}, by {action.requestedBy} <When at={action.createdAt} />
            </Text>
          </div>
        ))}
      </Stack>
    </section>
  );
}
