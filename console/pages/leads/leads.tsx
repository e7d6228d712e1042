import { Button, CloseButton, Group, Text } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo } from "react";
import { catalogue, leadCounts, leads } from "../../api/queries.ts";
import type { Criteria, Lead } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { DataGrid, type GridColumn } from "../../ui/data-grid.tsx";
import { Problem } from "../../ui/problem.tsx";
import { StateBadge } from "../../ui/states.tsx";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { useNames } from "../../words/criteria-words.ts";
import { count, fullName, leadsOf, nationalPhone, wordsOfAction } from "../../words/words.ts";
import { ColumnMenu } from "./column-menu.tsx";
import { allColumns, defaultColumns } from "./columns.tsx";
import { CriteriaChips } from "./criteria-chips.tsx";
import { criteriaOf, inUrl, searchOf } from "./criteria-in-url.ts";
import { LeadPanel } from "./lead-panel.tsx";
import { SavedSearches } from "./saved-searches.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { StateStrip } from "./state-strip.tsx";
import { useSelection } from "./use-selection.ts";
import "./leads.css";

/** Searches leads, selects some or all, and opens one next to the table. The whole view is in the URL. */
export function Leads() {
  const { accountId, can } = useHere();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const { act } = useActing();
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const { data: loaded } = useSuspenseQuery(catalogue(accountId));
  const criteria = useMemo(() => criteriaOf(search, loaded.criteria), [search, loaded.criteria]);
  const sort = search.sort === "-leadId" ? "-leadId" : "leadId";
  const shown = useMemo(() => (search.columns ? [search.columns].flat() : defaultColumns), [search.columns]);
  const results = useInfiniteQuery(leads(accountId, criteria, sort));
  // A query of its own: exact counts by state can take longer than the first rows.
  const counts = useQuery(leadCounts(accountId, criteria));
  const names = useNames(accountId);
  const isUnread = results.isError && results.data === undefined;
  const rows = useMemo(() => results.data?.pages.flatMap(({ items }) => items) ?? [], [results.data]);
  const total = counts.data?.reduce((sum, one) => sum + one.count, 0);
  const selection = useSelection(rows, JSON.stringify(criteria));

  const setSearch = useCallback(
    (change: Search) =>
      void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const setCriterion = (name: string, value: unknown) => setSearch({ [name]: inUrl(value) });
  const clear = () => setSearch(Object.fromEntries(Object.keys(criteria).map((name) => [name, undefined])));
  const opened = search.lead === undefined ? undefined : Number(search.lead);
  const close = () => setSearch({ lead: undefined });
  const open = ({ leadId }: Lead) => {
    const params = { accountId: String(accountId), leadId: String(leadId) };
    if (phone) void navigate({ to: "/accounts/$accountId/leads/$leadId", params });
    else setSearch({ lead: String(leadId) });
  };

  const columns = useMemo<GridColumn<Lead>[]>(() => {
    if (phone) return compactColumns;
    return shown.flatMap((id) => {
      const column = allColumns.find((one) => one.id === id);
      return column ? [{ ...column, cell: (lead: Lead) => column.cell(lead, names) }] : [];
    });
  }, [shown, names, phone]);

  const selectedCount = selection.all ? (total ?? 0) : selection.selected.size;
  const requestedAction = loaded.actions.find(({ name }) => name === search.act)?.name;
  const actOn = () => {
    const target: { criteria: Criteria; title: string } =
      selectedCount > 0 && !selection.all
        ? {
            criteria: { leadIds: [...selection.selected] },
            title: `${count(selectedCount)} selected ${selectedCount === 1 ? "lead" : "leads"}`,
          }
        : {
            criteria,
            title:
              total === undefined
                ? "all matching leads"
                : `all ${count(total)} matching ${total === 1 ? "lead" : "leads"}`,
          };
    act({ ...target, ...(requestedAction ? { action: requestedAction } : {}) });
    if (requestedAction) setSearch({ act: undefined });
  };
  // An action named in the URL opens at once, unless it would apply to all leads of the account.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs only when another action is named
  useEffect(() => {
    if (requestedAction && can("manager") && (selectedCount > 0 || Object.keys(criteria).length > 0)) actOn();
  }, [requestedAction]);
  const verb = requestedAction ? wordsOfAction(requestedAction).verb : "Act on";
  // With more selected ids, the URL of the export form would be too long for the server to accept on a reload.
  const exportable = selection.all || selectedCount <= 1000;
  const startExport = () =>
    void navigate({
      to: "/accounts/$accountId/exports",
      params: { accountId: String(accountId) },
      search: {
        new: "true",
        ...searchOf(selectedCount > 0 && !selection.all ? { leadIds: [...selection.selected] } : criteria),
      },
    });
  useHotkeys([
    ["a", () => can("manager") && actOn()],
    ["Escape", () => (selection.selected.size > 0 || selection.all ? selection.clear() : close())],
  ]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = results;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <div className="page full leads-page">
      <Group justify="space-between">
        <Group gap="sm" align="baseline">
          <PageTitle title="Leads" />
          <Text className="figures" c="dimmed" role="status">
            {!isUnread && matchesInWords(total, Object.keys(criteria).length > 0)}
          </Text>
        </Group>
        <Group gap="xs">
          <SavedSearches
            view={{ criteria, columns: search.columns ? shown : null, sort }}
            savedId={search.saved === undefined ? undefined : Number(search.saved)}
          />
          {can("manager") && selectedCount === 0 && (
            <Button size="xs" variant="default" disabled={total === 0 || isUnread} onClick={startExport}>
              Export…
            </Button>
          )}
          {can("manager") && (
            <Button size="xs" variant="default" disabled={total === 0 || isUnread} onClick={actOn}>
              {verb} {selectedCount > 0 ? leadsOf(selectedCount) : "all matches"}…
            </Button>
          )}
          {!phone && <ColumnMenu shown={shown} sort={sort} onChange={setSearch} />}
        </Group>
      </Group>
      {requestedAction && can("manager") && (
        <Group className="card" gap="xs" py={6} wrap="nowrap" role="status">
          <Text size="sm" style={{ flex: 1 }}>
            {verb} leads: narrow the search or select leads, then click “{verb} …” above or press <kbd>a</kbd>.
          </Text>
          <CloseButton aria-label={"Cancel"} onClick={() => setSearch({ act: undefined })} />
        </Group>
      )}
      <CriteriaChips schema={loaded.criteria} criteria={criteria} onChange={setCriterion} onClear={clear} />
      {isUnread ? (
        <Problem
          error={results.error}
          what="The leads"
          retry={() => Promise.all([counts.refetch(), results.refetch()])}
        />
      ) : counts.isError ? (
        <Problem error={counts.error} what="The counts" retry={counts.refetch} />
      ) : (
        <StateStrip counts={counts.data} criteria={criteria} onChange={setSearch} />
      )}
      <div className="leads-split" data-open={opened !== undefined || undefined}>
        {!isUnread && (
          <DataGrid
            label="Leads"
            rows={rows}
            total={total}
            columns={columns}
            idOf={({ leadId }) => leadId}
            nameOf={fullName}
            opened={opened}
            onOpen={open}
            selection={can("manager") ? selection : undefined}
            more={results.isPending || hasNextPage}
            onMore={readMore}
            empty={
              <>
                <Text fw={600}>No matching leads</Text>
                <Text c="dimmed" size="sm">
                  {Object.keys(criteria).length > 0
                    ? "Try removing or widening a filter."
                    : "No leads have been loaded yet."}
                </Text>
              </>
            }
          />
        )}
        {opened !== undefined && !phone && <LeadPanel key={opened} leadId={opened} onClose={close} />}
      </div>
      <SelectionBar
        selection={selection}
        count={selectedCount}
        total={total}
        onAct={actOn}
        onExport={exportable ? startExport : undefined}
      />
    </div>
  );
}

const compactColumns: GridColumn<Lead>[] = [
  {
    id: "who",
    header: "Lead",
    width: 150,
    cell: (lead) => (
      <>
        <div className="one-line">{fullName(lead)}</div>
        <div className="dim one-line">{nationalPhone(lead.leadPhone)}</div>
      </>
    ),
  },
  {
    id: "state",
    header: "State",
    width: 120,
    cell: ({ leadState, suppressed }) => <StateBadge state={leadState} suppressed={suppressed} />,
  },
];

function matchesInWords(total: number | undefined, isFiltered: boolean): string {
  if (total === undefined) return "counting…";
  if (!isFiltered) return `${leadsOf(total)} in total`;
  return `${leadsOf(total)} ${total === 1 ? "matches" : "match"}`;
}
