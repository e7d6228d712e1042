import { Alert, Button, Group, Modal, SegmentedControl, Table, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { saveFile } from "../../api/save-file.ts";
import type { LeadAction, Rejection } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { DataGrid, type GridColumn } from "../../ui/data-grid.tsx";
import { IconDownload } from "../../ui/icons.tsx";
import { errorInWords, Problem } from "../../ui/problem.tsx";
import { count } from "../../words/words.ts";
import { rejections } from "./queries.ts";
import { fieldLabel } from "./targets.ts";

const kinds = [
  { reason: "INVALID", skipped: "not valid", label: "Invalid" },
  { reason: "DUPLICATE", skipped: "duplicate", label: "Duplicates" },
  { reason: "DNC", skipped: "on the do-not-call list", label: "Do not call" },
];

/** The rejected rows of a load with their reasons, to view or download. */
export function RejectedRows({ action }: { action: LeadAction }) {
  const { accountId } = useHere();
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const [reason, setReason] = useState("");
  const [opened, setOpened] = useState<Rejection>();
  const results = useInfiniteQuery(rejections(accountId, action.id, reason || undefined));
  const rows = useMemo(() => results.data?.pages.flatMap(({ items }) => items) ?? [], [results.data]);
  const headers = useMemo(() => results.data?.pages[0]?.headers ?? [], [results.data]);
  const save = useMutation({
    mutationFn: () =>
      saveFile(`/accounts/${accountId}/lead-actions/${action.id}/rejected-rows`, `rejected-rows-${action.id}.csv`),
  });
  const columns = useMemo(() => (phone ? compactColumns : columnsOf(headers, rows)), [phone, headers, rows]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = results;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const counts = kinds.flatMap(({ skipped, ...kind }) => {
    const n = action.skipped.find((one) => one.reason === skipped)?.count ?? 0;
    return n === 0 ? [] : [{ ...kind, n }];
  });
  const all = counts.reduce((sum, { n }) => sum + n, 0);
  return (
    <section className="load-rejected" aria-label="Rejected rows">
      <Group justify="space-between">
        <Title order={2}>{all === 1 ? "1 rejected row" : `${count(all)} rejected rows`}</Title>
        <Group gap="xs">
          {counts.length > 1 && (
            <SegmentedControl
              size="xs"
              aria-label="Filter by reason"
              data={[
                { value: "", label: "All" },
                ...counts.map(({ reason: value, label, n }) => ({ value, label: `${label} ${count(n)}` })),
              ]}
              value={reason}
              onChange={setReason}
            />
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            Download CSV
          </Button>
        </Group>
      </Group>
      {save.isError && (
        <Alert color="red" variant="light" role="alert">
          {errorInWords(save.error)}
        </Alert>
      )}
      {results.isError && rows.length === 0 ? (
        <Problem error={results.error} what="The rows" retry={results.refetch} />
      ) : (
        <DataGrid
          label="Rejected rows"
          rows={rows}
          total={hasNextPage || results.isPending ? undefined : rows.length}
          columns={columns}
          idOf={({ rowNumber }) => rowNumber}
          nameOf={({ rowNumber }) => `row ${rowNumber}`}
          onOpen={setOpened}
          more={results.isPending || hasNextPage}
          onMore={readMore}
          empty={<Text c="dimmed">Rejected rows are kept for 30 days; these have expired.</Text>}
        />
      )}
      {opened && (
        <Modal opened onClose={() => setOpened(undefined)} title={`Row ${opened.rowNumber}`} size="lg">
          <Text mb="sm">{reasonOf(opened)}</Text>
          <Table className="load-cells" verticalSpacing={4}>
            <Table.Tbody>
              {opened.cells.map((cell, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells keep their order
                <Table.Tr key={i}>
                  <Table.Th w="35%" scope="row">
                    {headers[i]?.trim() || `Column ${i + 1}`}
                  </Table.Th>
                  <Table.Td>{cell}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Modal>
      )}
    </section>
  );
}

// Names of form options that appear as codes in messages of the API.
const codes: Record<string, string> = {
  REMOVE_ALL_EXISTING: "“Remove duplicates in the file and the campaign”",
  REMOVE_FROM_LIST: "“Remove duplicates in the file”",
};

/** Why a row was rejected, with the form's labels for fields and options. */
const reasonOf = ({ message }: Rejection) =>
  message
    .replace(/^[a-z]\w+(?= (is|or) )/, (field) => fieldLabel(field))
    .replace(/REMOVE_(ALL_EXISTING|FROM_LIST)/, (code) => codes[code] ?? code);

const number: GridColumn<Rejection> = {
  id: "row",
  header: "Row",
  width: 60,
  numeric: true,
  cell: ({ rowNumber }) => count(rowNumber),
};

/** Row number, reason, and a column for each column of the file. */
function columnsOf(headers: string[], rows: Rejection[]): GridColumn<Rejection>[] {
  const width = rows.slice(0, 200).reduce((most, { cells }) => Math.max(most, cells.length), headers.length);
  return [
    number,
    { id: "why", header: "Reason", width: 420, cell: (row) => <span title={reasonOf(row)}>{reasonOf(row)}</span> },
    ...Array.from({ length: width }, (_, i) => ({
      id: `cell-${i}`,
      header: headers[i]?.trim() || `Column ${i + 1}`,
      width: 120,
      cell: ({ cells }: Rejection) => cells[i] ?? "",
    })),
  ];
}

const compactColumns: GridColumn<Rejection>[] = [
  {
    id: "why",
    header: "Row and reason",
    width: 300,
    cell: (row) => (
      <>
        <div className="one-line">
          {count(row.rowNumber)}: {reasonOf(row)}
        </div>
        <div className="dim one-line">{row.cells.filter((cell) => cell.trim() !== "").join(" · ")}</div>
      </>
    ),
  },
];
