import { Checkbox, Skeleton } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { count } from "../words/words.ts";
import "./data-grid.css";

export interface GridColumn<T> {
  id: string;
  header: string;
  /** Minimum width in pixels. Columns share the remaining space in proportion to it. */
  width: number;
  numeric?: true | undefined;
  cell: (row: T) => ReactNode;
}

export interface Selection {
  selected: ReadonlySet<number>;
  /** All matching rows are selected, including those not loaded yet. */
  all: boolean;
  toggle: (id: number) => void;
  /** Selects all loaded rows, or none. */
  toggleAll: () => void;
}

interface Props<T extends object> {
  label: string;
  rows: T[];
  /** The total number of rows, if known. */
  total: number | undefined;
  columns: GridColumn<T>[];
  idOf: (row: T) => number;
  /** The name of the row, for the label of its checkbox. */
  nameOf: (row: T) => string;
  opened?: number | undefined;
  onOpen: (row: T) => void;
  selection?: Selection | undefined;
  /** Whether more rows can be loaded. */
  more: boolean;
  onMore: () => void;
  empty: ReactNode;
}

const features = tableFeatures({});
const rowHeight = { wide: 34, phone: 56 };

/** A table of any length. Draws only the visible rows and loads more before they scroll into view. */
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
  // The table gets only the visible rows, as there may be very many loaded ones.
  const visible = useMemo(() => rows.slice(first, last + 1), [rows, first, last]);
  const table = useTable({ features, columns: defined, data: visible, getRowId: (row) => String(idOf(row)) });
  const drawn = table.getRowModel().rows;
  // The further down the user has scrolled, the more rows are loaded in advance: they are likely to keep scrolling.
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
  const minWidth = columns.reduce((sum, { width }) => sum + width + 12, selection ? 64 : 16);
  const allSelected =
    selection !== undefined &&
    (selection.all || (rows.length > 0 && rows.every((row) => selection.selected.has(idOf(row)))));
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
          "--least": `${phone ? 0 : minWidth}px`,
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
                aria-label={`Select all ${count(rows.length)} loaded rows`}
                disabled={rows.length === 0}
                checked={allSelected}
                indeterminate={!allSelected && selection.selected.size > 0}
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
                  <Skeleton h={12} aria-label="Loading more rows" />
                </span>
              </div>
            );
          const id = idOf(row.original);
          const selected = selection ? selection.all || selection.selected.has(id) : undefined;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: Enter opens the row under the cursor
            <div
              key={row.id}
              role="row"
              tabIndex={-1}
              className="grid-row grid-body"
              style={style}
              aria-rowindex={item.index + 2}
              aria-selected={selected}
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
                    aria-label={`Select ${nameOf(row.original)}`}
                    checked={selected ?? false}
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
