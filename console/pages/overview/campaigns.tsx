import { Group, SegmentedControl, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { campaigns, lists } from "../../api/queries.ts";
import type { Campaign, List, OverviewOfAccount, Queue } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Problem } from "../../ui/problem.tsx";
import { familyOf, type Part, StateBar, stateLabel } from "../../ui/states.tsx";
import { leadsOf } from "../../ui/words.ts";
import type { Search } from "../../url-search.ts";
import { partsOf } from "./queue-parts.ts";

export interface QueueRead {
  data?: Queue | undefined;
  error: Error | null;
}

/** A bar for each campaign: its leads as they stand to be dialed, or by their states; each part leads to its leads. */
export function Campaigns({
  queues,
  counted,
}: {
  queues: Map<number, QueueRead>;
  counted: OverviewOfAccount["campaigns"] | undefined;
}) {
  const { accountId } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const known = useQuery(campaigns(accountId));
  const { data: knownLists = [] } = useQuery(lists(accountId));
  const byState = search.by === "state";
  return (
    <section className="card" aria-labelledby="by-campaign">
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2} id="by-campaign">
          Campaigns
        </Title>
        <SegmentedControl
          size="xs"
          aria-label="What the bars show"
          data={[
            { value: "dialing", label: "Dialing" },
            { value: "state", label: "States" },
          ]}
          value={byState ? "state" : "dialing"}
          onChange={(by) =>
            void navigate({
              to: ".",
              search: (before: Search) => ({ ...before, by: by === "state" ? by : undefined }),
              replace: true,
            })
          }
        />
      </Group>
      {known.isError && <Problem error={known.error} what="The campaigns" retry={known.refetch} />}
      {known.isPending && <Skeleton h={280} />}
      {known.data?.length === 0 && <Text c="dimmed">No campaign yet.</Text>}
      <Stack gap="lg">
        {known.data?.map((campaign) => {
          const states = counted?.find(({ campaignId }) => campaignId === campaign.campaignId);
          return (
            <div key={campaign.campaignId}>
              <Name campaign={campaign} leads={states?.leads} />
              {byState ? (
                <States campaign={campaign} counted={states} />
              ) : (
                <Standing campaign={campaign} queue={queues.get(campaign.campaignId)} lists={knownLists} />
              )}
            </div>
          );
        })}
      </Stack>
    </section>
  );
}

function Name({ campaign, leads }: { campaign: Campaign; leads: number | undefined }) {
  const { accountId } = useHere();
  const { campaignId, campaignName, isActive, dialGroupName } = campaign;
  return (
    <Group justify="space-between" mb={6} gap="xs">
      <Link
        to="/accounts/$accountId/leads"
        params={{ accountId: String(accountId) }}
        search={{ campaignIds: String(campaignId) }}
        style={{ fontWeight: 600 }}
      >
        {campaignName}
      </Link>
      <Text size="xs" c="dimmed" className="figures">
        {isActive === 0 ? "off" : isActive === 2 ? "agents’ callbacks only" : dialGroupName}
        {leads !== undefined && ` · ${leadsOf(leads)}`}
      </Text>
    </Group>
  );
}

function Standing({
  campaign,
  queue,
  lists: known,
}: {
  campaign: Campaign;
  queue: QueueRead | undefined;
  lists: List[];
}) {
  if (queue?.data)
    return <StateBar label={campaign.campaignName} parts={partsOf(queue.data, campaign, known, new Date())} />;
  return queue?.error ? <Problem error={queue.error} what="Its queue" /> : <Skeleton h={44} />;
}

function States({
  campaign,
  counted,
}: {
  campaign: Campaign;
  counted: OverviewOfAccount["campaigns"][number] | undefined;
}) {
  if (!counted) return <Skeleton h={44} />;
  const campaignIds = String(campaign.campaignId);
  const parts = counted.states.map(
    ({ state, count }): Part => ({
      key: state,
      label: stateLabel(state).toLowerCase(),
      count,
      family: familyOf(state),
      leads: { campaignIds, leadStates: state },
    }),
  );
  return <StateBar label={`${campaign.campaignName} by state`} parts={parts} />;
}
