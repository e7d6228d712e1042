import { Button, CloseButton, Group, Text } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo } from "react";
import { catalogue, leadCounts, leads } from "../../api/queries.ts";
import type { Criteria, Lead } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { useNames } from "../../ui/criteria-words.ts";
import { DataGrid, type GridColumn } from "../../ui/data-grid.tsx";
import { Problem } from "../../ui/problem.tsx";
import { StateBadge } from "../../ui/states.tsx";
import { PageTitle } from "../../ui/title.tsx";
import { fullName, leadsOf, nationalPhone, wordsOfAction } from "../../ui/words.ts";
import type { Search } from "../../url-search.ts";
import { ColumnMenu } from "./column-menu.tsx";
import { allColumns, usualColumns } from "./columns.tsx";
import { CriteriaChips } from "./criteria-chips.tsx";
import { criteriaOf, inUrl, searchOf } from "./criteria-in-url.ts";
import { LeadPanel } from "./lead-panel.tsx";
import { SavedSearches } from "./saved-searches.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { StateStrip } from "./state-strip.tsx";
import { useSelection } from "./use-selection.ts";
import "./leads.css";

/** Finds leads, chooses some or all of them, and opens one beside the others. All that is seen is in the address. */
export function Leads() {
  const { accountId, can } = useHere();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const { act } = useActing();
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const { data: known } = useSuspenseQuery(catalogue(accountId));
  const criteria = useMemo(() => criteriaOf(search, known.criteria), [search, known.criteria]);
  const sort = search.sort === "-leadId" ? "-leadId" : "leadId";
  const shown = useMemo(() => (search.columns ? [search.columns].flat() : usualColumns), [search.columns]);
  const found = useInfiniteQuery(leads(accountId, criteria, sort));
  const counts = useQuery(leadCounts(accountId, criteria));
  const names = useNames(accountId);
  const rows = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const total = counts.data?.reduce((sum, { count }) => sum + count, 0);
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

  const chosen = selection.all ? (total ?? 0) : selection.chosen.size;
  const wanted = known.actions.find(({ name }) => name === search.act)?.name;
  const actOn = () => {
    const target: { criteria: Criteria; title: string } =
      chosen > 0 && !selection.all
        ? { criteria: { leadIds: [...selection.chosen] }, title: `${leadsOf(chosen)} you chose` }
        : { criteria, title: total === undefined ? "all leads that match" : `all ${leadsOf(total)} that match` };
    act({ ...target, ...(wanted ? { action: wanted } : {}) });
    if (wanted) setSearch({ act: undefined });
  };
  // An action that was asked for by its name begins at once where it is seen on which leads.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another is asked for
  useEffect(() => {
    if (wanted && can("manager") && (chosen > 0 || Object.keys(criteria).length > 0)) actOn();
  }, [wanted]);
  const verb = wanted ? wordsOfAction(wanted).verb : "Act on";
  // Longer addresses are refused at a reload.
  const exportable = selection.all || chosen <= 1000;
  const exportThem = () =>
    void navigate({
      to: "/accounts/$accountId/exports",
      params: { accountId: String(accountId) },
      search: {
        new: "true",
        ...searchOf(chosen > 0 && !selection.all ? { leadIds: [...selection.chosen] } : criteria),
      },
    });
  useHotkeys([
    ["a", () => can("manager") && actOn()],
    ["Escape", () => (selection.chosen.size > 0 || selection.all ? selection.clear() : close())],
  ]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <div className="page full leads-page">
      <Group justify="space-between">
        <Group gap="sm" align="baseline">
          <PageTitle title="Leads" />
          <Text className="figures" c="dimmed" role="status">
            {total === undefined
              ? "counting…"
              : `${leadsOf(total)} ${Object.keys(criteria).length > 0 ? "match" : "in all"}`}
          </Text>
        </Group>
        <Group gap="xs">
          <SavedSearches
            seen={{ criteria, columns: search.columns ? shown : null, sort }}
            savedId={search.saved === undefined ? undefined : Number(search.saved)}
          />
          {can("manager") && chosen === 0 && (
            <Button size="xs" variant="default" disabled={total === 0} onClick={exportThem}>
              Export…
            </Button>
          )}
          {can("manager") && (
            <Button size="xs" variant="default" disabled={total === 0} onClick={actOn}>
              {verb} {chosen > 0 ? leadsOf(chosen) : "all that match"}…
            </Button>
          )}
          {!phone && <ColumnMenu shown={shown} sort={sort} onChange={setSearch} />}
        </Group>
      </Group>
      {wanted && can("manager") && (
        <Group className="card" gap="xs" py={6} wrap="nowrap" role="status">
          <Text size="sm" style={{ flex: 1 }}>
            {verb} leads: narrow the search or choose some, then press “{verb} …” above, or the key <kbd>a</kbd>.
          </Text>
          <CloseButton
            aria-label={`Do not ${verb.toLowerCase()} leads`}
            onClick={() => setSearch({ act: undefined })}
          />
        </Group>
      )}
      <CriteriaChips schema={known.criteria} criteria={criteria} onChange={setCriterion} onClear={clear} />
      {counts.isError ? (
        <Problem error={counts.error} what="The counts" retry={counts.refetch} />
      ) : (
        <StateStrip counts={counts.data} criteria={criteria} onChange={setSearch} />
      )}
      <div className="leads-split" data-open={opened !== undefined || undefined}>
        {found.isError && rows.length === 0 ? (
          <Problem error={found.error} what="The leads" retry={found.refetch} />
        ) : (
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
            more={found.isPending || hasNextPage}
            onMore={readMore}
            empty={
              <>
                <Text fw={600}>No lead matches.</Text>
                <Text c="dimmed" size="sm">
                  {Object.keys(criteria).length > 0 ? "Take a filter away, or widen it." : "Nothing is loaded yet."}
                </Text>
              </>
            }
          />
        )}
        {opened !== undefined && !phone && <LeadPanel key={opened} leadId={opened} onClose={close} />}
      </div>
      <SelectionBar
        selection={selection}
        count={chosen}
        total={total}
        onAct={actOn}
        onExport={exportable ? exportThem : undefined}
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
