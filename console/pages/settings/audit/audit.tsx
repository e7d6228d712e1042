import { Group, Select, Text, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { AuditItem } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { DataGrid, type GridColumn } from "../../../ui/data-grid.tsx";
import { Problem } from "../../../ui/problem.tsx";
import { SearchField } from "../../../ui/search-field.tsx";
import type { Search } from "../../../url-search.ts";
import { localMoment } from "../../../words/local-moment.ts";
import { When } from "../../../words/when.tsx";
import { audit, auditFilterNames } from "../queries.ts";
import { AuditEntry } from "./audit-entry.tsx";
import { changedFieldsOf, changeInWords, changes, fieldInWords, kindInWords, kinds } from "./audit-words.ts";

/** The log of all changes except those to leads, and of sign-ins, downloads, and denied requests, newest first. */
export function Audit() {
  const { accountId } = useHere();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const filter = useMemo(
    () =>
      Object.fromEntries(auditFilterNames.flatMap((name) => (search[name] ? [[name, search[name]]] : []))) as Record<
        string,
        string
      >,
    [search],
  );
  const results = useInfiniteQuery(audit(accountId, filter));
  const rows = useMemo(() => results.data?.pages.flatMap(({ items }) => items) ?? [], [results.data]);
  const set = (change: Search) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace: true });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = results;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const opened = search.entry === undefined ? undefined : Number(search.entry);
  const entry = rows.find(({ auditId }) => auditId === opened);
  const moment = (name: "from" | "to", label: string) => (
    <TextInput
      size="xs"
      w={190}
      aria-label={label}
      title={label}
      leftSection={<span className="dim">{label}</span>}
      leftSectionWidth={44}
      type="datetime-local"
      value={filter[name] ? localMoment(filter[name]) : ""}
      onChange={({ currentTarget }) =>
        set({ [name]: currentTarget.value === "" ? undefined : new Date(currentTarget.value).toISOString() })
      }
    />
  );
  return (
    <>
      <Group gap={6} role="group" aria-label="Audit filters">
        <SearchField label="User" width={170} value={filter.userName} onChange={(userName) => set({ userName })} />
        <SearchField label="Address" width={140} value={filter.address} onChange={(address) => set({ address })} />
        <Select
          size="xs"
          w={170}
          aria-label="Type"
          placeholder="All types"
          clearable
          searchable
          data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
          value={filter.entity ?? null}
          onChange={(entity) => set({ entity: entity ?? undefined })}
        />
        <Select
          size="xs"
          w={140}
          aria-label="Change"
          placeholder="All changes"
          clearable
          data={Object.entries(changes).map(([value, label]) => ({ value, label }))}
          value={filter.action ?? null}
          onChange={(action) => set({ action: action ?? undefined })}
        />
        {moment("from", "From")}
        {moment("to", "To")}
      </Group>
      {results.isError && rows.length === 0 ? (
        <Problem error={results.error} what="The audit" retry={results.refetch} />
      ) : (
        <DataGrid
          label="Audit"
          rows={rows}
          total={hasNextPage || results.isPending ? undefined : rows.length}
          columns={phone ? compactColumns : columns}
          idOf={({ auditId }) => auditId}
          nameOf={(item) => `${kindInWords(item.entity)} ${item.description}`}
          opened={opened}
          onOpen={({ auditId }) => set({ entry: String(auditId) })}
          more={results.isPending || hasNextPage}
          onMore={readMore}
          empty={
            <>
              <Text fw={600}>No changes found</Text>
              <Text c="dimmed" size="sm">
                {Object.keys(filter).length > 0
                  ? "Try removing a filter."
                  : "Changes to settings, campaigns, and other data, and sign-ins and downloads are listed here."}
              </Text>
            </>
          }
        />
      )}
      {entry && <AuditEntry item={entry} onClose={() => set({ entry: undefined })} />}
    </>
  );
}

const changedFields = (item: AuditItem) =>
  item.action === "UPDATE"
    ? changedFieldsOf(item)
        .map(({ field }) => fieldInWords(field).toLowerCase())
        .join(", ")
    : "";

const columns: GridColumn<AuditItem>[] = [
  { id: "when", header: "When", width: 90, cell: ({ at }) => <When at={at} /> },
  { id: "who", header: "User", width: 180, cell: ({ userName }) => userName },
  { id: "change", header: "Change", width: 110, cell: ({ action }) => changeInWords(action) },
  { id: "kind", header: "Type", width: 130, cell: ({ entity }) => kindInWords(entity) },
  {
    id: "what",
    header: "Item",
    width: 220,
    cell: ({ description }) => <span title={description}>{description}</span>,
  },
  { id: "from", header: "Address", width: 120, cell: ({ address }) => address ?? "" },
  {
    id: "fields",
    header: "Fields",
    width: 220,
    cell: (item) => <span title={changedFields(item)}>{changedFields(item)}</span>,
  },
];

const compactColumns: GridColumn<AuditItem>[] = [
  {
    id: "what",
    header: "Item",
    width: 200,
    cell: ({ action, entity, description }) => (
      <>
        <div className="one-line">{description}</div>
        <div className="dim one-line">
          {kindInWords(entity)} {changeInWords(action).toLowerCase()}
        </div>
      </>
    ),
  },
  {
    id: "who",
    header: "User and time",
    width: 150,
    cell: ({ userName, at }) => (
      <>
        <div className="one-line">{userName}</div>
        <div className="dim">
          <When at={at} />
        </div>
      </>
    ),
  },
];
