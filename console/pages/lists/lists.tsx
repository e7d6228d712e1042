import { Button, Group, Select, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { campaigns, lists } from "../../api/queries.ts";
import type { List } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { DataGrid, type GridColumn } from "../../ui/data-grid.tsx";
import { IconPlus } from "../../ui/icons.tsx";
import { Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { type Names, useNames } from "../../words/criteria-words.ts";
import { When } from "../../words/when.tsx";
import { count, leadsOf } from "../../words/words.ts";
import { ListDrawer } from "./list-drawer.tsx";
import { ListState } from "./list-words.tsx";
import { NewListDrawer } from "./new-list-drawer.tsx";
import { StateShares } from "./state-shares.tsx";

/** The lists of one campaign or of all; one can be opened or created in a drawer. */
export function Lists() {
  const { accountId, can } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const { data: allCampaigns = [] } = useQuery(campaigns(accountId));
  const { data, error, refetch, isPending } = useQuery({
    ...lists(accountId),
    // A list that is loading keeps growing.
    refetchInterval: ({ state }) => (state.data?.some(({ listState }) => listState === "LOADING") ? 2000 : false),
  });
  const names = useNames(accountId);
  const campaignId = search.campaignId === undefined ? undefined : Number(search.campaignId);
  const rows = useMemo(
    () => (data ?? []).filter((list) => campaignId === undefined || list.campaignId === campaignId).toReversed(),
    [data, campaignId],
  );
  const columns = useMemo(() => (phone ? compactColumns(names) : columnsOf(names)), [phone, names]);
  const set = (change: Search) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace: true });
  const close = () => set({ list: undefined });
  const opened = data?.find(({ listId }) => String(listId) === search.list);
  const leadCount = rows.reduce((sum, list) => sum + list.leadCount, 0);
  return (
    <div className="page full">
      <Group justify="space-between">
        <Group gap="sm" align="baseline">
          <PageTitle title="Lists" />
          {data && (
            <Text c="dimmed" className="figures" role="status">
              {count(rows.length)} with {leadsOf(leadCount)}
            </Text>
          )}
        </Group>
        <Group gap="xs">
          <Select
            size="xs"
            w={200}
            aria-label="Campaign"
            placeholder="All campaigns"
            clearable
            searchable
            data={allCampaigns.map((one) => ({ value: String(one.campaignId), label: one.campaignName }))}
            value={search.campaignId ?? null}
            onChange={(id) => set({ campaignId: id ?? undefined })}
          />
          {can("manager") && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => set({ list: "new" })}
            >
              New list
            </Button>
          )}
        </Group>
      </Group>
      {error && !data ? (
        <Problem error={error} what="The lists" retry={refetch} />
      ) : (
        <DataGrid
          label="Lists"
          rows={rows}
          total={isPending ? undefined : rows.length}
          columns={columns}
          idOf={({ listId }) => listId}
          nameOf={({ listDesc }) => listDesc}
          opened={opened?.listId}
          onOpen={({ listId }) => set({ list: String(listId) })}
          more={isPending}
          onMore={() => undefined}
          empty={
            <>
              <Text fw={600}>No lists yet</Text>
              <Text c="dimmed" size="sm">
                Loading a file creates a list. You can also create an empty list and move leads to it.
              </Text>
            </>
          }
        />
      )}
      {opened && <ListDrawer key={opened.listId} list={opened} onClose={close} />}
      {search.list === "new" && can("manager") && (
        <NewListDrawer
          campaignId={campaignId}
          onClose={close}
          onCreated={({ listId }) => set({ list: String(listId) })}
        />
      )}
    </div>
  );
}

function columnsOf(names: Names): GridColumn<List>[] {
  return [
    { id: "name", header: "List", width: 200, cell: ({ listDesc }) => <span title={listDesc}>{listDesc}</span> },
    { id: "campaign", header: "Campaign", width: 140, cell: ({ campaignId }) => names.campaign(campaignId) },
    { id: "state", header: "State", width: 110, cell: ({ listState }) => <ListState state={listState} /> },
    { id: "leads", header: "Leads", width: 70, numeric: true, cell: ({ leadCount }) => count(leadCount) },
    { id: "states", header: "By state", width: 130, cell: ({ leadStates }) => <StateShares counts={leadStates} /> },
    { id: "priority", header: "Priority", width: 60, numeric: true, cell: ({ listPriority }) => listPriority },
    { id: "archive", header: "Archive", width: 96, cell: ({ archiveAt }) => <When at={archiveAt} /> },
    { id: "created", header: "Created", width: 90, cell: ({ uploadedAt }) => <When at={uploadedAt} /> },
  ];
}

function compactColumns(names: Names): GridColumn<List>[] {
  return [
    {
      id: "name",
      header: "List",
      width: 180,
      cell: ({ listDesc, campaignId }) => (
        <>
          <div className="one-line">{listDesc}</div>
          <div className="dim one-line">{names.campaign(campaignId)}</div>
        </>
      ),
    },
    {
      id: "state",
      header: "State",
      width: 110,
      cell: ({ listState, leadCount }) => (
        <>
          <ListState state={listState} />
          <div className="dim">{leadsOf(leadCount)}</div>
        </>
      ),
    },
  ];
}
