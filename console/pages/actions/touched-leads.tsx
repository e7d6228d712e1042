import { Group, SegmentedControl, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { touchedLeads } from "../../api/queries.ts";
import type { LeadAction, TouchedLead } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { changesInWords } from "../../ui/changes.ts";
import { DataGrid, type GridColumn } from "../../ui/data-grid.tsx";
import { Problem } from "../../ui/problem.tsx";
import type { Names } from "../../words/criteria-words.ts";
import { humanized } from "../../words/words.ts";

/** What an action did to each lead. For an undo, conflicts can be filtered. */
export function TouchedLeads({ action, names }: { action: LeadAction; names: Names }) {
  const { accountId } = useHere();
  const navigate = useNavigate();
  const [result, setResult] = useState<string>();
  const touched = useInfiniteQuery(touchedLeads(accountId, action.id, result));
  const rows = useMemo(() => touched.data?.pages.flatMap(({ items }) => items) ?? [], [touched.data]);
  const columns = useMemo<GridColumn<TouchedLead>[]>(
    () => [
      { id: "lead", header: "Lead", width: 80, numeric: true, cell: ({ leadId }) => leadId },
      { id: "result", header: "Result", width: 90, cell: ({ result: what }) => humanized(what) },
      {
        id: "change",
        header: "Change",
        width: 150,
        cell: ({ before, after, reason, copyLeadId }) =>
          [reason, copyLeadId === null ? null : `copied to lead ${copyLeadId}`, ...changesInWords(before, after, names)]
            .filter(Boolean)
            .join(" · "),
      },
    ],
    [names],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = touched;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <>
      <Group justify="space-between">
        <Title order={2}>Changes by lead</Title>
        {action.undoOf !== null && (
          <SegmentedControl
            size="xs"
            aria-label="Filter leads"
            data={[
              { value: "", label: "All" },
              { value: "CONFLICT", label: "Conflicts" },
            ]}
            value={result ?? ""}
            onChange={(value) => setResult(value || undefined)}
          />
        )}
      </Group>
      {touched.isError && rows.length === 0 ? (
        <Problem error={touched.error} what="The leads" retry={touched.refetch} />
      ) : (
        <DataGrid
          label="Changes by lead"
          rows={rows}
          total={hasNextPage || touched.isPending ? undefined : rows.length}
          columns={columns}
          idOf={({ leadId }) => leadId}
          nameOf={({ leadId }) => `lead ${leadId}`}
          onOpen={({ leadId }) =>
            void navigate({
              to: "/accounts/$accountId/leads/$leadId",
              params: { accountId: String(accountId), leadId: String(leadId) },
            })
          }
          more={touched.isPending || hasNextPage}
          onMore={readMore}
          empty={
            <Text c="dimmed">
              {result === "CONFLICT" ? "No conflicts: every lead was restored." : "No leads were changed."}
            </Text>
          }
        />
      )}
    </>
  );
}
