import { Button, Group, SegmentedControl, Select, Text } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { agents, campaigns } from "../../api/queries.ts";
import type { Callback } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { useNames } from "../../ui/criteria-words.ts";
import { DataGrid } from "../../ui/data-grid.tsx";
import { Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import { count, fullName } from "../../ui/words.ts";
import type { Search } from "../../url-search.ts";
import { CancelDialog } from "./cancel-dialog.tsx";
import { columnsOf, compactColumns } from "./columns.tsx";
import { callbacks } from "./queries.ts";
import { useChosen } from "./use-chosen.ts";
import "./callbacks.css";

const statuses = [
  { value: "", label: "All" },
  { value: "DUE", label: "Due" },
  { value: "MISSED", label: "Missed" },
  { value: "UPCOMING", label: "To come" },
  { value: "BARRED", label: "Barred" },
  { value: "ORPHANED", label: "Orphaned" },
];

const empty: Record<string, string> = {
  DUE: "No callback is due.",
  MISSED: "No callback was missed.",
  UPCOMING: "No callback is to come.",
  BARRED: "No callback is barred.",
  ORPHANED: "Every callback has an agent who can be given it.",
};

/** Appointments to call leads: who keeps them, which are due, and which were missed. */
export function Callbacks() {
  const { accountId, account, can } = useHere();
  const { act } = useActing();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const filter = Object.fromEntries(
    ["status", "campaignId", "agentId", "byAnyone"].flatMap((name) => (search[name] ? [[name, search[name]]] : [])),
  ) as Record<string, string>;
  const found = useInfiniteQuery(callbacks(accountId, filter));
  const rows = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const selection = useChosen(rows, JSON.stringify(filter));
  const [cancelling, setCancelling] = useState<Callback>();
  const names = useNames(accountId);
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const mayAct = can("manager");
  const zone = account?.timeZone;
  const columns = useMemo(() => {
    const onCancel = mayAct ? setCancelling : undefined;
    return phone ? compactColumns(names, onCancel) : columnsOf(names, zone, onCancel);
  }, [phone, names, zone, mayAct]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const set = (change: Search) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace: true });
  const chosen = selection.chosen.size;
  const named = `${count(chosen)} ${chosen === 1 ? "callback" : "callbacks"}`;
  const actOn = () => chosen > 0 && act({ criteria: { leadIds: [...selection.chosen] }, title: `${named} you chose` });
  useHotkeys([
    ["a", () => mayAct && actOn()],
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
          aria-label="Standing"
          data={statuses}
          value={search.status ?? ""}
          onChange={(status) => set({ status: status || undefined })}
        />
        {chosen > 0 && (
          <Group gap="xs">
            <Button size="xs" onClick={actOn}>
              Act on {named}…
            </Button>
            <Button size="xs" variant="subtle" color="gray" onClick={selection.clear}>
              Clear
            </Button>
          </Group>
        )}
      </div>
      {found.isError && rows.length === 0 ? (
        <Problem error={found.error} what="The callbacks" retry={found.refetch} />
      ) : (
        <DataGrid
          label="Callbacks"
          rows={rows}
          total={hasNextPage || found.isPending ? undefined : rows.length}
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
          more={found.isPending || hasNextPage}
          onMore={readMore}
          empty={
            <>
              <Text fw={600}>{empty[search.status ?? ""] ?? "No callback is open."}</Text>
              <Text c="dimmed" size="sm">
                {filter.campaignId || filter.agentId || filter.byAnyone
                  ? "Take a filter away."
                  : "Appointments that agents make on calls, or that are set for leads, stand here until they are kept."}
              </Text>
            </>
          }
        />
      )}
      {cancelling && <CancelDialog callback={cancelling} onClose={() => setCancelling(undefined)} />}
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
  const { data: known = [] } = useQuery(campaigns(accountId));
  const { data: knownAgents = [] } = useQuery(agents(accountId));
  return (
    <Group gap="xs">
      <Select
        size="xs"
        w={180}
        aria-label="Campaign"
        placeholder="Every campaign"
        clearable
        data={known.map(({ campaignId, campaignName }) => ({ value: String(campaignId), label: campaignName }))}
        value={search.campaignId ?? null}
        onChange={(campaignId) => onChange({ campaignId: campaignId ?? undefined })}
      />
      <Select
        size="xs"
        w={160}
        aria-label="Agent"
        placeholder="Kept by all"
        clearable
        searchable
        data={[
          { value: "anyone", label: "Anyone" },
          ...knownAgents.map(({ agentId, firstName, lastName, username }) => ({
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
