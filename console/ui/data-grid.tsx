import { Checkbox, Skeleton } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { count } from "./words.ts";
import "./data-grid.css";

export interface GridColumn<T> {
  id: string;
  header: string;
  /** Pixels at least; columns share what is left. */
  width: number;
  numeric?: true | undefined;
  cell: (row: T) => ReactNode;
}

export interface Selection {
  chosen: ReadonlySet<number>;
  /** All that match are chosen, also those that are not read yet. */
  all: boolean;
  toggle: (id: number) => void;
  /** Chooses the rows that are read, or none. */
  toggleAll: () => void;
}

interface Props<T extends object> {
  label: string;
  rows: T[];
  /** How many there are in all, where that is known. */
  total: number | undefined;
  columns: GridColumn<T>[];
  idOf: (row: T) => number;
  /** For whom the row is, for its checkbox. */
  nameOf: (row: T) => string;
  opened?: number | undefined;
  onOpen: (row: T) => void;
  selection?: Selection | undefined;
  /** There are more rows to be read. */
  more: boolean;
  onMore: () => void;
  empty: ReactNode;
}

const features = tableFeatures({});
const rowHeight = { wide: 34, phone: 56 };

/** A table of any length: only the rows in sight are drawn, and further ones are read before they come into sight. */
export function DataGrid<T extends object>(props: Props<T>) {
  const { label, rows, total, columns, idOf, nameOf, opened, onOpen, selection, more, onMore, empty } = props;
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState(-1);
  const defined = useMemo(() => {
    const helper = createColumnHelper<typeof features, T>();
    return helper.columns(
      columns.map(({ id, header, cell }) => helper.display({ id, header, cell: ({ row }) => cell(row.original) })),
    );
  }, [columns]);
  const virtual = useVirtualizer({
    count: rows.length + (more ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => (phone ? rowHeight.phone : rowHeight.wide),
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  // Of the rows that are read, which may be very many, the table has those in sight.
  const inSight = useMemo(() => rows.slice(first, last + 1), [rows, first, last]);
  const table = useTable({ features, columns: defined, data: inSight, getRowId: (row) => String(idOf(row)) });
  const drawn = table.getRowModel().rows;
  // Who has gone far down goes on, so more is kept ready for them.
  const ahead = Math.max(120, Math.min(last, 2000));
  useEffect(() => {
    if (more && last >= rows.length - ahead) onMore();
  }, [more, last, ahead, rows.length, onMore]);
  const move = (by: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, cursor + by));
    setCursor(next);
    virtual.scrollToIndex(next);
    const row = rows[next];
    if (row && opened !== undefined) onOpen(row);
  };
  const current = rows[cursor];
  useHotkeys([
    ["j", () => move(1)],
    ["k", () => move(-1)],
    ["x", () => current && selection?.toggle(idOf(current))],
    ["Enter", () => current && onOpen(current), { preventDefault: false }],
  ]);
  const template = `${selection ? "36px " : ""}${columns.map(({ width }) => `minmax(0, ${width}fr)`).join(" ")}`;
  const least = columns.reduce((sum, { width }) => sum + width + 12, selection ? 64 : 16);
  const allChosen =
    selection !== undefined &&
    (selection.all || (rows.length > 0 && rows.every((row) => selection.chosen.has(idOf(row)))));
  return (
    <div
      className="grid"
      role="grid"
      aria-label={label}
      aria-rowcount={total === undefined ? -1 : total + 1}
      ref={scroller}
      tabIndex={0}
      style={
        {
          "--template": template,
          "--least": `${phone ? 0 : least}px`,
          "--row": `${phone ? rowHeight.phone : rowHeight.wide}px`,
        } as React.CSSProperties
      }
    >
      {table.getHeaderGroups().map((group) => (
        <div role="row" className="grid-row grid-head" key={group.id} aria-rowindex={1} tabIndex={-1}>
          {selection && (
            <span role="columnheader" className="grid-check" tabIndex={-1}>
              <Checkbox
                size="xs"
                aria-label={`Choose the ${count(rows.length)} rows that are read`}
                disabled={rows.length === 0}
                checked={allChosen}
                indeterminate={!allChosen && selection.chosen.size > 0}
                onChange={selection.toggleAll}
              />
            </span>
          )}
          {group.headers.map((header, i) => (
            <span
              role="columnheader"
              tabIndex={-1}
              key={header.id}
              className="one-line"
              data-numeric={columns[i]?.numeric}
            >
              <table.FlexRender header={header} />
            </span>
          ))}
        </div>
      ))}
      {rows.length === 0 && !more && (
        <div role="row" tabIndex={-1}>
          <div role="gridcell" tabIndex={-1} className="grid-empty">
            {empty}
          </div>
        </div>
      )}
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const row = drawn[item.index - first];
          const style = { transform: `translateY(${item.start}px)` };
          if (!row)
            return (
              <div key="more" role="row" tabIndex={-1} className="grid-row grid-body" style={style} aria-busy="true">
                <span role="gridcell" tabIndex={-1} style={{ gridColumn: "1 / -1" }}>
                  <Skeleton h={12} aria-label="More rows are being read" />
                </span>
              </div>
            );
          const id = idOf(row.original);
          const chosen = selection ? selection.all || selection.chosen.has(id) : undefined;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: Enter opens the row under the cursor
            <div
              key={row.id}
              role="row"
              tabIndex={-1}
              className="grid-row grid-body"
              style={style}
              aria-rowindex={item.index + 2}
              aria-selected={chosen}
              data-cursor={item.index === cursor || undefined}
              data-open={id === opened || undefined}
              onClick={() => {
                setCursor(item.index);
                onOpen(row.original);
              }}
            >
              {selection && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the checkbox in it has its own keys
                <span role="gridcell" tabIndex={-1} className="grid-check" onClick={(event) => event.stopPropagation()}>
                  <Checkbox
                    size="xs"
                    aria-label={`Choose ${nameOf(row.original)}`}
                    checked={chosen ?? false}
                    onChange={() => selection.toggle(id)}
                  />
                </span>
              )}
              {row.getAllCells().map((cell, i) => (
                <span
                  role="gridcell"
                  tabIndex={-1}
                  key={cell.id}
                  className="one-line figures"
                  data-numeric={columns[i]?.numeric}
                >
                  <table.FlexRender cell={cell} />
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
