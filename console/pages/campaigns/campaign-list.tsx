import { Group, Skeleton, Stack, Switch, Text, Title } from "@mantine/core";
import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { campaigns, dialGroups, queue } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { Campaign, Queue } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { errorInWords, Problem } from "../../ui/problem.tsx";
import { StateBar } from "../../ui/states.tsx";
import { leadsOf } from "../../words/words.ts";
import { modeLabel } from "./dial-group-specs.ts";
import { weekInWords } from "./hours/week.ts";

/** All campaigns by dial group, with their queues and a switch that turns dialing on and off. */
export function CampaignList() {
  const { accountId } = useHere();
  const allCampaigns = useQuery(campaigns(accountId));
  const groups = useQuery(dialGroups(accountId));
  const queues = useQueries({
    queries: (allCampaigns.data ?? []).map(({ campaignId }) => ({
      ...queue(accountId, campaignId),
      refetchInterval: 30_000,
    })),
  });
  if (allCampaigns.isError && !allCampaigns.data)
    return <Problem error={allCampaigns.error} what="The campaigns" retry={allCampaigns.refetch} />;
  if (groups.isError && !groups.data)
    return <Problem error={groups.error} what="The dial groups" retry={groups.refetch} />;
  if (!allCampaigns.data || !groups.data) return <Skeleton h={320} />;
  if (groups.data.length === 0)
    return (
      <Text className="card" c="dimmed">
        No dial groups yet. Every campaign belongs to a dial group: create one first on the Dial groups tab.
      </Text>
    );
  return (
    <Stack gap="md">
      {groups.data.map((group) => {
        const groupCampaigns = allCampaigns.data.filter(({ dialGroupId }) => dialGroupId === group.dialGroupId);
        return (
          <section key={group.dialGroupId} className="card" aria-label={group.dialGroupName}>
            <Group justify="space-between" mb={8}>
              <Title order={2}>{group.dialGroupName}</Title>
              <Text size="xs" c="dimmed">
                {group.isActive ? modeLabel(group.dialMode) : "inactive: its campaigns aren’t dialed"}
              </Text>
            </Group>
            {groupCampaigns.length === 0 && <Text c="dimmed">No campaigns yet</Text>}
            {groupCampaigns.map((campaign) => (
              <CampaignRow
                key={campaign.campaignId}
                campaign={campaign}
                queueState={queues[allCampaigns.data.indexOf(campaign)]?.data}
                error={queues[allCampaigns.data.indexOf(campaign)]?.error ?? null}
              />
            ))}
          </section>
        );
      })}
    </Stack>
  );
}

function CampaignRow({
  campaign,
  queueState,
  error,
}: {
  campaign: Campaign;
  queueState: Queue | undefined;
  error: Error | null;
}) {
  const { accountId } = useHere();
  const { campaignId, campaignName } = campaign;
  return (
    <div className="campaign-row">
      <div>
        <Link
          to="/accounts/$accountId/campaigns/$campaignId"
          params={{ accountId: String(accountId), campaignId: String(campaignId) }}
          style={{ fontWeight: 600 }}
        >
          {campaignName}
        </Link>
        <Text size="xs" c="dimmed">
          {queueState ? leadsOf(queueState.total) : "…"}; {weekInWords(campaign)}
        </Text>
      </div>
      {queueState ? (
        <StateBar label={campaignName} parts={partsOf(queueState)} />
      ) : error ? (
        <Problem error={error} what="The queue" />
      ) : (
        <Skeleton h={34} />
      )}
      <OnOff campaign={campaign} />
    </div>
  );
}

/** The queue as three parts: dialable now, later by time alone, and not dialable. */
function partsOf({ total, dialableNow, laterToday, tomorrow, later }: Queue) {
  const byTime = laterToday + tomorrow + later;
  return [
    { key: "now", label: "dialable now", count: dialableNow, family: "ready" as const },
    { key: "later", label: "later", count: byTime, family: "engaged" as const, hatched: true },
    { key: "not", label: "not dialable", count: total - dialableNow - byTime, family: "ended" as const },
  ];
}

function OnOff({ campaign: { campaignId, campaignName, isActive } }: { campaign: Campaign }) {
  const { accountId, can } = useHere();
  const queries = useQueryClient();
  const turn = useMutation({
    mutationFn: async (on: boolean) => {
      await request(`/accounts/${accountId}/campaigns/${campaignId}`, {
        method: "PATCH",
        body: { isActive: on ? 1 : 0 },
      });
      await queries.invalidateQueries({ queryKey: [accountId] });
    },
  });
  const state = ["off", "on", "callbacks only"][isActive];
  if (!can("manager")) return <Text size="sm">{state}</Text>;
  return (
    <Switch
      w={130}
      checked={isActive !== 0}
      disabled={turn.isPending}
      label={state}
      aria-label={`Dial ${campaignName}: ${state}`}
      error={turn.isError && errorInWords(turn.error)}
      onChange={({ currentTarget }) => turn.mutate(currentTarget.checked)}
    />
  );
}
