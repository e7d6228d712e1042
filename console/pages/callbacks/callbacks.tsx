import { Button, Group, SegmentedControl, Select, Text } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { agents, campaigns } from "../../api/queries.ts";
import type { Callback } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { DataGrid } from "../../ui/data-grid.tsx";
import { Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { useNames } from "../../words/criteria-words.ts";
import { count, fullName } from "../../words/words.ts";
import { CancelDialog } from "./cancel-dialog.tsx";
import { columnsOf, compactColumns } from "./columns.tsx";
import { callbacks } from "./queries.ts";
import { useCallbackSelection } from "./use-callback-selection.ts";
import "./callbacks.css";

const statuses = [
  { value: "", label: "All" },
  { value: "DUE", label: "Due" },
  { value: "MISSED", label: "Missed" },
  { value: "UPCOMING", label: "Upcoming" },
  { value: "BARRED", label: "Blocked" },
  { value: "ORPHANED", label: "Orphaned" },
];

const empty: Record<string, string> = {
  DUE: "No callbacks are due.",
  MISSED: "No missed callbacks.",
  UPCOMING: "No upcoming callbacks.",
  BARRED: "No blocked callbacks.",
  ORPHANED: "No orphaned callbacks: every agent’s callback can reach its agent.",
};

/** Open callbacks, with filters by status, campaign, and agent. */
export function Callbacks() {
  const { accountId, account, can } = useHere();
  const { act } = useActing();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const filter = Object.fromEntries(
    ["status", "campaignId", "agentId", "byAnyone"].flatMap((name) => (search[name] ? [[name, search[name]]] : [])),
  ) as Record<string, string>;
  const results = useInfiniteQuery(callbacks(accountId, filter));
  const rows = useMemo(() => results.data?.pages.flatMap(({ items }) => items) ?? [], [results.data]);
  const selection = useCallbackSelection(rows, JSON.stringify(filter));
  const [canceling, setCanceling] = useState<Callback>();
  const names = useNames(accountId);
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const mayAct = can("manager");
  const zone = account?.timeZone;
  const columns = useMemo(() => {
    const onCancel = mayAct ? setCanceling : undefined;
    return phone ? compactColumns(names, onCancel) : columnsOf(names, zone, onCancel);
  }, [phone, names, zone, mayAct]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = results;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const set = (change: Search) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace: true });
  const selectedCount = selection.selected.size;
  const named = `${count(selectedCount)} ${selectedCount === 1 ? "callback" : "callbacks"}`;
  const actOnSelected = () =>
    selectedCount > 0 && act({ criteria: { leadIds: [...selection.selected] }, title: `${named}` });
  useHotkeys([
    ["a", () => mayAct && actOnSelected()],
    ["Escape", selection.clear],
  ]);
  return (
    <div className="page full">
      <Group justify="space-between">
        <PageTitle title="Callbacks" />
        <Filters search={search} onChange={set} />
      </Group>
      <div className="callback-bar">
        <SegmentedControl
          size="xs"
          aria-label="Status"
          data={statuses}
          value={search.status ?? ""}
          onChange={(status) => set({ status: status || undefined })}
        />
        {selectedCount > 0 && (
          <Group gap="xs">
            <Button size="xs" onClick={actOnSelected}>
              Act on {named}…
            </Button>
            <Button size="xs" variant="subtle" color="gray" onClick={selection.clear}>
              Clear
            </Button>
          </Group>
        )}
      </div>
      {results.isError && rows.length === 0 ? (
        <Problem error={results.error} what="The callbacks" retry={results.refetch} />
      ) : (
        <DataGrid
          label="Callbacks"
          rows={rows}
          total={hasNextPage || results.isPending ? undefined : rows.length}
          columns={columns}
          idOf={({ leadId }) => leadId}
          nameOf={fullName}
          onOpen={({ leadId }) =>
            void navigate({
              to: "/accounts/$accountId/leads/$leadId",
              params: { accountId: String(accountId), leadId: String(leadId) },
            })
          }
          selection={mayAct ? selection : undefined}
          more={results.isPending || hasNextPage}
          onMore={readMore}
          empty={
            <>
              <Text fw={600}>{empty[search.status ?? ""] ?? "No open callbacks."}</Text>
              <Text c="dimmed" size="sm">
                {filter.campaignId || filter.agentId || filter.byAnyone
                  ? "No callback matches these filters."
                  : "Callbacks that agents schedule on calls, or that are set by actions, are listed here until they are made."}
              </Text>
            </>
          }
        />
      )}
      {canceling && <CancelDialog callback={canceling} onClose={() => setCanceling(undefined)} />}
    </div>
  );
}

function Filters({
  search,
  onChange,
}: {
  search: Record<string, string | undefined>;
  onChange: (change: Search) => void;
}) {
  const { accountId } = useHere();
  const { data: allCampaigns = [] } = useQuery(campaigns(accountId));
  const { data: allAgents = [] } = useQuery(agents(accountId));
  return (
    <Group gap="xs">
      <Select
        size="xs"
        w={180}
        aria-label="Campaign"
        placeholder="All campaigns"
        clearable
        data={allCampaigns.map(({ campaignId, campaignName }) => ({ value: String(campaignId), label: campaignName }))}
        value={search.campaignId ?? null}
        onChange={(campaignId) => onChange({ campaignId: campaignId ?? undefined })}
      />
      <Select
        size="xs"
        w={160}
        aria-label="Agent"
        placeholder="All agents"
        clearable
        searchable
        data={[
          { value: "anyone", label: "Any agent" },
          ...allAgents.map(({ agentId, firstName, lastName, username }) => ({
            value: String(agentId),
            label: `${firstName} ${lastName}`.trim() || username,
          })),
        ]}
        value={search.byAnyone === "true" ? "anyone" : (search.agentId ?? null)}
        onChange={(value) =>
          onChange({
            byAnyone: value === "anyone" ? "true" : undefined,
            agentId: value === null || value === "anyone" ? undefined : value,
          })
        }
      />
    </Group>
  );
}
