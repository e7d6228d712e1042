import { Group, Skeleton, Stack, Switch, Text, Title } from "@mantine/core";
import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { campaigns, dialGroups, queue } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { Campaign, Queue } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Problem, wordsOf } from "../../ui/problem.tsx";
import { StateBar } from "../../ui/states.tsx";
import { leadsOf } from "../../ui/words.ts";
import { modeLabel } from "./dial-group-specs.ts";
import { weekInWords } from "./hours/week.ts";

export function CampaignList() {
  const { accountId } = useHere();
  const known = useQuery(campaigns(accountId));
  const groups = useQuery(dialGroups(accountId));
  const queues = useQueries({
    queries: (known.data ?? []).map(({ campaignId }) => ({ ...queue(accountId, campaignId), refetchInterval: 30_000 })),
  });
  if (known.isError && !known.data) return <Problem error={known.error} what="The campaigns" retry={known.refetch} />;
  if (groups.isError && !groups.data)
    return <Problem error={groups.error} what="The dial groups" retry={groups.refetch} />;
  if (!known.data || !groups.data) return <Skeleton h={320} />;
  if (groups.data.length === 0)
    return (
      <Text className="card" c="dimmed">
        There is no dial group yet. A campaign stands in one: make that first, in the tab beside.
      </Text>
    );
  return (
    <Stack gap="md">
      {groups.data.map((group) => {
        const own = known.data.filter(({ dialGroupId }) => dialGroupId === group.dialGroupId);
        return (
          <section key={group.dialGroupId} className="card" aria-label={group.dialGroupName}>
            <Group justify="space-between" mb={8}>
              <Title order={2}>{group.dialGroupName}</Title>
              <Text size="xs" c="dimmed">
                {group.isActive ? modeLabel(group.dialMode) : "off: nothing of it is dialed"}
              </Text>
            </Group>
            {own.length === 0 && <Text c="dimmed">No campaign stands in it.</Text>}
            {own.map((campaign) => (
              <CampaignRow
                key={campaign.campaignId}
                campaign={campaign}
                standing={queues[known.data.indexOf(campaign)]?.data}
                error={queues[known.data.indexOf(campaign)]?.error ?? null}
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
  standing,
  error,
}: {
  campaign: Campaign;
  standing: Queue | undefined;
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
          {standing ? leadsOf(standing.total) : "…"}; {weekInWords(campaign)}
        </Text>
      </div>
      {standing ? (
        <StateBar label={campaignName} parts={partsOf(standing)} />
      ) : error ? (
        <Problem error={error} what="Its queue" />
      ) : (
        <Skeleton h={34} />
      )}
      <OnOff campaign={campaign} />
    </div>
  );
}

function partsOf({ total, dialableNow, laterToday, tomorrow, later }: Queue) {
  const byTime = laterToday + tomorrow + later;
  return [
    { key: "now", label: "now", count: dialableNow, family: "ready" as const },
    { key: "later", label: "later", count: byTime, family: "engaged" as const, hatched: true },
    { key: "not", label: "not", count: total - dialableNow - byTime, family: "ended" as const },
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
      error={turn.isError && wordsOf(turn.error)}
      onChange={({ currentTarget }) => turn.mutate(currentTarget.checked)}
    />
  );
}
