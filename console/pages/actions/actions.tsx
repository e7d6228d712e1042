import { Group, Select, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { actions as actionsQuery, catalogue } from "../../api/queries.ts";
import type { LeadAction } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { criteriaInWords, type Names, useNames } from "../../ui/criteria-words.ts";
import { DataGrid, type GridColumn } from "../../ui/data-grid.tsx";
import { Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import { When } from "../../ui/when.tsx";
import { count, loadInWords, wordsOfAction } from "../../ui/words.ts";
import type { Search } from "../../url-search.ts";
import { ActionStatus } from "./status.tsx";

/** The ledger: what was done, on how many, by whom, when, and what came of it. */
export function Actions() {
  const { accountId, account } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const filter = Object.fromEntries(
    ["status", "action", "requestedBy"].flatMap((name) => (search[name] ? [[name, search[name]]] : [])),
  ) as Record<string, string>;
  const ledger = useInfiniteQuery({
    ...actionsQuery(accountId, filter),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ status }) => status === "RUNNING")) ? 1000 : false,
  });
  const { data: known } = useQuery(catalogue(accountId));
  const names = useNames(accountId);
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const zone = account?.timeZone;
  const columns = useMemo(() => (phone ? compactColumns() : columnsOf(names, zone)), [phone, names, zone]);
  const rows = useMemo(() => ledger.data?.pages.flatMap(({ items }) => items) ?? [], [ledger.data]);
  const set = (change: Search) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace: true });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = ledger;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <div className="page full">
      <Group justify="space-between">
        <PageTitle title="Actions" />
        <Group gap="xs">
          <Select
            size="xs"
            w={190}
            aria-label="Action"
            placeholder="Every action"
            clearable
            data={[...(known?.actions ?? []).map(({ name }) => name), "LOAD_LEADS", "UNDO"].map((name) => ({
              value: name,
              label: wordsOfAction(name).label,
            }))}
            value={search.action ?? null}
            onChange={(action) => set({ action: action ?? undefined })}
          />
          <Select
            size="xs"
            w={130}
            aria-label="Status"
            placeholder="Every status"
            clearable
            data={[
              { value: "RUNNING", label: "Running" },
              { value: "DONE", label: "Done" },
              { value: "CANCELLED", label: "Cancelled" },
              { value: "FAILED", label: "Failed" },
            ]}
            value={search.status ?? null}
            onChange={(status) => set({ status: status ?? undefined })}
          />
        </Group>
      </Group>
      {ledger.isError && rows.length === 0 ? (
        <Problem error={ledger.error} what="The ledger" retry={ledger.refetch} />
      ) : (
        <DataGrid
          label="Actions"
          rows={rows}
          total={hasNextPage || ledger.isPending ? undefined : rows.length}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={({ action, id }) => `${wordsOfAction(action).label} ${id}`}
          onOpen={({ id }) =>
            void navigate({
              to: "/accounts/$accountId/actions/$actionId",
              params: { accountId: String(accountId), actionId: String(id) },
            })
          }
          more={ledger.isPending || hasNextPage}
          onMore={readMore}
          empty={
            <>
              <Text fw={600}>No action here.</Text>
              <Text c="dimmed" size="sm">
                {Object.keys(filter).length > 0
                  ? "Take a filter away."
                  : "What people and programs do to leads will stand here, with its undo."}
              </Text>
            </>
          }
        />
      )}
    </div>
  );
}

const skippedOf = ({ skipped }: LeadAction) => skipped.reduce((sum, one) => sum + one.count, 0);

function onWhat(action: LeadAction, names: Names, zone: string | undefined): string {
  const { criteria, undoOf } = action;
  if (action.action === "LOAD_LEADS") return loadInWords(action, names.campaign);
  return undoOf === null ? criteriaInWords(criteria, names, zone) : `what action ${undoOf} changed`;
}

function columnsOf(names: Names, zone: string | undefined): GridColumn<LeadAction>[] {
  return [
    { id: "id", header: "No.", width: 46, numeric: true, cell: ({ id }) => id },
    {
      id: "what",
      header: "What",
      width: 150,
      cell: ({ action, undoOf }) => (undoOf === null ? wordsOfAction(action).label : `Undo of ${undoOf}`),
    },
    {
      id: "changed",
      header: "Leads",
      width: 80,
      numeric: true,
      cell: ({ changed, deleted }) => count(changed + deleted),
    },
    {
      id: "skipped",
      header: "Skipped",
      width: 80,
      numeric: true,
      cell: (action) => (skippedOf(action) === 0 ? "" : count(skippedOf(action))),
    },
    { id: "status", header: "State", width: 150, cell: (action) => <ActionStatus action={action} /> },
    {
      id: "on",
      header: "On",
      width: 320,
      cell: (action) => {
        const words = onWhat(action, names, zone);
        return <span title={words}>{words}</span>;
      },
    },
    { id: "by", header: "By", width: 170, cell: ({ requestedBy }) => requestedBy },
    { id: "when", header: "When", width: 100, cell: ({ createdAt }) => <When at={createdAt} /> },
  ];
}

function compactColumns(): GridColumn<LeadAction>[] {
  return [
    {
      id: "what",
      header: "What",
      width: 150,
      cell: (action) => (
        <>
          <div className="one-line">
            {wordsOfAction(action.action).label}, {count(action.changed + action.deleted)}
          </div>
          <div className="dim one-line">{action.requestedBy}</div>
        </>
      ),
    },
    {
      id: "status",
      header: "State",
      width: 110,
      cell: (action) => (
        <>
          <ActionStatus action={action} />
          <div className="dim">
            <When at={action.createdAt} />
          </div>
        </>
      ),
    },
  ];
}
