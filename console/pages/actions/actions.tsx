import { Group, Select, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { actions as actionsQuery, catalogue } from "../../api/queries.ts";
import type { LeadAction } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { DataGrid, type GridColumn } from "../../ui/data-grid.tsx";
import { Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { criteriaInWords, type Names, useNames } from "../../words/criteria-words.ts";
import { When } from "../../words/when.tsx";
import { count, loadInWords, wordsOfAction } from "../../words/words.ts";
import { ActionStatus } from "./status.tsx";

/** The log of all actions: what, how many leads, who, when, and the result. */
export function Actions() {
  const { accountId, account } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const filter = Object.fromEntries(
    ["status", "action", "requestedBy"].flatMap((name) => (search[name] ? [[name, search[name]]] : [])),
  ) as Record<string, string>;
  const log = useInfiniteQuery({
    ...actionsQuery(accountId, filter),
    // Polls only while a listed action is running.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ status }) => status === "RUNNING")) ? 1000 : false,
  });
  const { data: loaded } = useQuery(catalogue(accountId));
  const names = useNames(accountId);
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const zone = account?.timeZone;
  const columns = useMemo(() => (phone ? compactColumns() : columnsOf(names, zone)), [phone, names, zone]);
  const rows = useMemo(() => log.data?.pages.flatMap(({ items }) => items) ?? [], [log.data]);
  const set = (change: Search) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace: true });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = log;
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
            placeholder="All actions"
            clearable
            data={[...(loaded?.actions ?? []).map(({ name }) => name), "LOAD_LEADS", "UNDO"].map((name) => ({
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
            placeholder="All statuses"
            clearable
            data={[
              { value: "RUNNING", label: "Running" },
              { value: "DONE", label: "Done" },
              { value: "CANCELLED", label: "Canceled" },
              { value: "FAILED", label: "Failed" },
            ]}
            value={search.status ?? null}
            onChange={(status) => set({ status: status ?? undefined })}
          />
        </Group>
      </Group>
      {log.isError && rows.length === 0 ? (
        <Problem error={log.error} what="The list of actions" retry={log.refetch} />
      ) : (
        <DataGrid
          label="Actions"
          rows={rows}
          total={hasNextPage || log.isPending ? undefined : rows.length}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={({ action, id }) => `${wordsOfAction(action).label} ${id}`}
          onOpen={({ id }) =>
            void navigate({
              to: "/accounts/$accountId/actions/$actionId",
              params: { accountId: String(accountId), actionId: String(id) },
            })
          }
          more={log.isPending || hasNextPage}
          onMore={readMore}
          empty={
            <>
              <Text fw={600}>No actions</Text>
              <Text c="dimmed" size="sm">
                {Object.keys(filter).length > 0
                  ? "No action matches these filters."
                  : "Everything that users and programs do to leads is listed here and can be undone."}
              </Text>
            </>
          }
        />
      )}
    </div>
  );
}

const skippedOf = ({ skipped }: LeadAction) => skipped.reduce((sum, one) => sum + one.count, 0);

/** What the action was applied to: its criteria, its file, or the action it undid. */
function appliedTo(action: LeadAction, names: Names, zone: string | undefined): string {
  const { criteria, undoOf } = action;
  if (action.action === "LOAD_LEADS") return loadInWords(action, names.campaign);
  return undoOf === null ? criteriaInWords(criteria, names, zone) : `leads that action ${undoOf} changed`;
}

function columnsOf(names: Names, zone: string | undefined): GridColumn<LeadAction>[] {
  return [
    { id: "id", header: "No.", width: 46, numeric: true, cell: ({ id }) => id },
    {
      id: "what",
      header: "Action",
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
    { id: "status", header: "Status", width: 150, cell: (action) => <ActionStatus action={action} /> },
    {
      id: "on",
      header: "Applied to",
      width: 320,
      cell: (action) => {
        const words = appliedTo(action, names, zone);
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
      header: "Action",
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
      header: "Status",
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
