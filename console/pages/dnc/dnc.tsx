import { Button, Group, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import type { DncEntry } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { DataGrid, type GridColumn } from "../../ui/data-grid.tsx";
import { Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { When } from "../../words/when.tsx";
import { nationalPhone } from "../../words/words.ts";
import { AddEntries } from "./add-entries.tsx";
import { DeleteEntries } from "./delete-entries.tsx";
import { Entry } from "./entry.tsx";
import { Filters } from "./filters.tsx";
import { dncCount, dncEntries, type Filter, filterNames } from "./queries.ts";
import { Tags } from "./tags.tsx";
import { entriesOf, nameOfEntry, tagInWords } from "./words.ts";

/** The do-not-call list: search, add, expire, and delete entries. Filters are in the URL. */
export function DoNotCall() {
  const { accountId, can } = useHere();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const filter = useMemo(
    () => Object.fromEntries(filterNames.flatMap((name) => (search[name] ? [[name, search[name]]] : []))) as Filter,
    [search],
  );
  const results = useInfiniteQuery(dncEntries(accountId, filter));
  const { data: total } = useQuery(dncCount(accountId, filter));
  const rows = useMemo(() => results.data?.pages.flatMap(({ items }) => items) ?? [], [results.data]);
  const [dialog, setDialog] = useState<"add" | "tags" | "delete">();
  const close = () => setDialog(undefined);
  const setSearch = (change: Search) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace: true });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = results;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const filtered = Object.keys(filter).length > 0;
  const entry = search.entry === undefined ? undefined : Number(search.entry);
  return (
    <div className="page full">
      <Group justify="space-between">
        <Group gap="sm" align="baseline">
          <PageTitle title="Do-not-call" />
          <Text className="figures" c="dimmed" role="status">
            {total === undefined
              ? "counting…"
              : `${entriesOf(total)} ${!filtered ? "in total" : total === 1 ? "matches" : "match"}`}
          </Text>
        </Group>
        <Group gap="xs">
          {can("manager") && (
            <>
              <Button size="xs" onClick={() => setDialog("add")}>
                Add…
              </Button>
              {filtered && (
                <Button size="xs" variant="default" disabled={!total} onClick={() => setDialog("delete")}>
                  Delete matching…
                </Button>
              )}
            </>
          )}
          <Button size="xs" variant="default" onClick={() => setDialog("tags")}>
            Tags
          </Button>
        </Group>
      </Group>
      <Filters filter={filter} onChange={setSearch} />
      {results.isError && rows.length === 0 ? (
        <Problem error={results.error} what="The do-not-call list" retry={results.refetch} />
      ) : (
        <DataGrid
          label="Do-not-call entries"
          rows={rows}
          total={total}
          columns={phone ? compactColumns : columns}
          idOf={({ dncEntryId }) => dncEntryId}
          nameOf={nameOfEntry}
          opened={entry}
          onOpen={({ dncEntryId }) => setSearch({ entry: String(dncEntryId) })}
          more={results.isPending || hasNextPage}
          onMore={readMore}
          empty={
            <>
              <Text fw={600}>{filtered ? "No matching entries" : "No entries yet"}</Text>
              <Text c="dimmed" size="sm">
                {filtered
                  ? "Try removing a filter."
                  : "No campaign dials people on this list, whatever state their leads are in."}
              </Text>
            </>
          }
        />
      )}
      {dialog === "add" && <AddEntries onClose={close} />}
      {dialog === "tags" && (
        <Tags
          onClose={close}
          onShow={(dncTagId) => {
            close();
            setSearch({ ...noFilter, dncTagId: String(dncTagId) });
          }}
        />
      )}
      {dialog === "delete" && total !== undefined && <DeleteEntries filter={filter} total={total} onClose={close} />}
      {entry !== undefined && <Entry key={entry} entryId={entry} onClose={() => setSearch({ entry: undefined })} />}
    </div>
  );
}

/** Clears every filter in the URL. */
const noFilter: Search = Object.fromEntries(filterNames.map((name) => [name, undefined]));

const Expires = ({ entry: { expiresAt } }: { entry: DncEntry }) => (expiresAt ? <When at={expiresAt} /> : "never");

const columns: GridColumn<DncEntry>[] = [
  {
    id: "phone",
    header: "Phone",
    width: 120,
    cell: ({ phone }) => phone && <span title={phone}>{nationalPhone(phone)}</span>,
  },
  { id: "externId", header: "External ID", width: 110, cell: ({ externId }) => externId },
  { id: "tag", header: "Tag", width: 90, cell: ({ dncTagLabel }) => tagInWords(dncTagLabel) },
  { id: "country", header: "Country", width: 60, cell: ({ countryId }) => countryId },
  { id: "reason", header: "Reason", width: 170, cell: ({ reason }) => <span title={reason}>{reason}</span> },
  { id: "by", header: "Added by", width: 160, cell: ({ addedBy }) => addedBy },
  { id: "added", header: "Added", width: 90, cell: ({ addedAt }) => <When at={addedAt} /> },
  { id: "ends", header: "Expires", width: 90, cell: (entry) => <Expires entry={entry} /> },
];

const compactColumns: GridColumn<DncEntry>[] = [
  {
    id: "who",
    header: "Entry",
    width: 150,
    cell: (entry) => (
      <>
        <div className="one-line">{nameOfEntry(entry)}</div>
        <div className="dim one-line">{entry.reason}</div>
      </>
    ),
  },
  {
    id: "tag",
    header: "Tag and expiration",
    width: 110,
    cell: (entry) => (
      <>
        <div className="one-line">{tagInWords(entry.dncTagLabel)}</div>
        <div className="dim one-line">
          expires <Expires entry={entry} />
        </div>
      </>
    ),
  },
];
