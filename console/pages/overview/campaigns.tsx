import { Group, SegmentedControl, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { campaigns, lists } from "../../api/queries.ts";
import type { Campaign, List, OverviewOfAccount, Queue } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Problem } from "../../ui/problem.tsx";
import { familyOf, type Part, StateBar, stateLabel } from "../../ui/states.tsx";
import type { Search } from "../../url-search.ts";
import { leadsOf } from "../../words/words.ts";
import { partsOf } from "./queue-parts.ts";

export interface QueueQuery {
  data?: Queue | undefined;
  error: Error | null;
}

/** One bar per campaign: its leads by whether they can be dialed, or by state. Each part links to its leads. */
export function Campaigns({
  queues,
  overviewData: stateCounts,
}: {
  queues: Map<number, QueueQuery>;
  overviewData: OverviewOfAccount["campaigns"] | undefined;
}) {
  const { accountId } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const allCampaigns = useQuery(campaigns(accountId));
  const { data: allLists = [] } = useQuery(lists(accountId));
  const byState = search.by === "state";
  return (
    <section className="card" aria-labelledby="by-campaign">
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2} id="by-campaign">
          Campaigns
        </Title>
        <SegmentedControl
          size="xs"
          aria-label="Break down by"
          data={[
            { value: "dialing", label: "Dialable" },
            { value: "state", label: "State" },
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
      {allCampaigns.isError && <Problem error={allCampaigns.error} what="The campaigns" retry={allCampaigns.refetch} />}
      {allCampaigns.isPending && <Skeleton h={280} />}
      {allCampaigns.data?.length === 0 && <Text c="dimmed">No campaigns yet</Text>}
      <Stack gap="lg">
        {allCampaigns.data?.map((campaign) => {
          const states = stateCounts?.find(({ campaignId }) => campaignId === campaign.campaignId);
          return (
            <div key={campaign.campaignId}>
              <Name campaign={campaign} leads={states?.leads} />
              {byState ? (
                <States campaign={campaign} stateCounts={states} />
              ) : (
                <DialStatus campaign={campaign} queue={queues.get(campaign.campaignId)} lists={allLists} />
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
        {isActive === 0 ? "off" : isActive === 2 ? "agent callbacks only" : dialGroupName}
        {leads !== undefined && ` · ${leadsOf(leads)}`}
      </Text>
    </Group>
  );
}

function DialStatus({
  campaign,
  queue,
  lists: allCampaigns,
}: {
  campaign: Campaign;
  queue: QueueQuery | undefined;
  lists: List[];
}) {
  if (queue?.data)
    return <StateBar label={campaign.campaignName} parts={partsOf(queue.data, campaign, allCampaigns, new Date())} />;
  return queue?.error ? <Problem error={queue.error} what="The queue" /> : <Skeleton h={44} />;
}

function States({
  campaign,
  stateCounts,
}: {
  campaign: Campaign;
  stateCounts: OverviewOfAccount["campaigns"][number] | undefined;
}) {
  if (!stateCounts) return <Skeleton h={44} />;
  const campaignIds = String(campaign.campaignId);
  const parts = stateCounts.states.map(
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
