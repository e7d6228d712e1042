import { Anchor, Badge, Button, Group, Skeleton, Tabs } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { request } from "../../api/request.ts";
import type { Campaign } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { warnOfOrphanedLeads } from "../../frame/orphaned-leads.tsx";
import { useActing } from "../../frame/use-acting.ts";
import { UnsavedGuard } from "../../ui/form/unsaved-guard.tsx";
import { useEditing } from "../../ui/form/use-editing.ts";
import { Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { CampaignSettings } from "./campaign-settings.tsx";
import type { CampaignEdit } from "./campaign-specs.ts";
import { DeleteCampaign } from "./delete-campaign.tsx";
import { Dispositions } from "./dispositions.tsx";
import { CallingHours } from "./hours/calling-hours.tsx";
import { NewCampaign } from "./new-campaign.tsx";
import { campaign as campaignQuery } from "./queries.ts";
import { QueueFigures } from "./queue-figures.tsx";
import "./campaigns.css";

/** A campaign: settings with its queue next to them, calling hours, and dispositions. */
export function CampaignPage() {
  const { accountId } = useHere();
  const { campaignId: text } = useParams({ strict: false });
  const campaignId = Number(text);
  const query = useQuery({ ...campaignQuery(accountId, campaignId), refetchInterval: 30_000 });
  return (
    <div className="page">
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link to="/accounts/$accountId/campaigns" params={{ accountId: String(accountId) }} {...props} />
        )}
      >
        All campaigns
      </Anchor>
      {query.data ? (
        <CampaignView key={campaignId} campaign={query.data} />
      ) : query.isError ? (
        <Problem error={query.error} what="The campaign" retry={query.refetch} />
      ) : (
        <Skeleton h={400} />
      )}
    </div>
  );
}

const tabs = ["settings", "hours", "dispositions"] as const;

function CampaignView({ campaign }: { campaign: Campaign }) {
  const { accountId, can } = useHere();
  const { campaignId, campaignName } = campaign;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { act } = useActing();
  const search = useSearch({ strict: false }) as Search;
  const tab = tabs.find((one) => one === search.tab) ?? "settings";
  const go = (change: Search) => void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }) });
  const query = campaignQuery(accountId, campaignId);
  const editing = useEditing<CampaignEdit, Campaign>({
    key: `${accountId}/campaigns/${campaignId}`,
    saved: campaign,
    reread: () => queries.fetchQuery({ ...query, staleTime: 0 }),
    async send(changed) {
      const updated = await request<Campaign & { orphanedLeads?: number }>(
        `/accounts/${accountId}/campaigns/${campaignId}`,
        { method: "PATCH", body: changed },
      );
      warnOfOrphanedLeads(accountId, updated);
      queries.setQueryData(query.queryKey, updated);
      return updated;
    },
    onSaved: () => void queries.invalidateQueries({ queryKey: [accountId] }),
  });
  const params = { accountId: String(accountId) };
  const campaignIds = String(campaignId);
  return (
    <>
      <UnsavedGuard count={editing.count} onDiscard={editing.discard} />
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <PageTitle title={campaignName} />
          <Badge variant="light" color={campaign.isActive === 0 ? "gray" : "accent"} tt="none">
            {["off", "on", "agents’ callbacks only"][campaign.isActive]}
          </Badge>
        </Group>
        <Group gap="xs" className="tools">
          <Button
            size="xs"
            variant="default"
            style={asText}
            renderRoot={(props) => (
              <Link to="/accounts/$accountId/leads" params={params} search={{ campaignIds }} {...props} />
            )}
          >
            View leads
          </Button>
          <Button
            size="xs"
            variant="default"
            style={asText}
            renderRoot={(props) => (
              <Link to="/accounts/$accountId/lists" params={params} search={{ campaignId: campaignIds }} {...props} />
            )}
          >
            View lists
          </Button>
          {can("manager") && (
            <>
              <Button
                size="xs"
                variant="default"
                onClick={() => act({ criteria: { campaignIds: [campaignId] }, title: `the leads of ${campaignName}` })}
              >
                Act on leads…
              </Button>
              <Button size="xs" variant="default" onClick={() => go({ do: "clone" })}>
                Clone…
              </Button>
              <Button size="xs" variant="subtle" color="red" onClick={() => go({ do: "delete" })}>
                Delete…
              </Button>
            </>
          )}
        </Group>
      </Group>
      <Tabs
        value={tab}
        onChange={(value) =>
          go({ tab: value === "settings" ? undefined : (value ?? undefined), disposition: undefined })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
          <Tabs.Tab value="hours">Calling hours</Tabs.Tab>
          <Tabs.Tab value="dispositions">Dispositions</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="settings">
          <div className="campaign-split">
            <CampaignSettings campaign={campaign} editing={editing} />
            <QueueFigures campaignId={campaignId} />
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="hours">
          <CallingHours editing={editing} />
        </Tabs.Panel>
        <Tabs.Panel value="dispositions">
          <Dispositions campaign={campaign} />
        </Tabs.Panel>
      </Tabs>
      {search.do === "clone" && can("manager") && (
        <NewCampaign template={campaign} onClose={() => go({ do: undefined })} />
      )}
      {search.do === "delete" && can("manager") && (
        <DeleteCampaign campaign={campaign} onDeleted={editing.discard} onClose={() => go({ do: undefined })} />
      )}
    </>
  );
}

// These links look like buttons, so they must not take the color of links.
const asText = { color: "var(--mantine-color-text)" };
