import { SegmentedControl, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { clock, type Day, dayNames, days, openPart, type PaintedWeek, paintWeek, shortDay, type Week } from "./week.ts";
import { type Cell, DayHours, WeekCell } from "./week-cells.tsx";
import "./week-grid.css";

interface Props {
  label: string;
  week: Week;
  readOnly: boolean;
  onChange: (changes: Partial<Week>) => void;
  /** Whether the day uses hours from elsewhere; it is drawn lighter. */
  inherited?: (day: Day) => boolean;
  problemOf?: (day: Day) => string | undefined;
}

/**
 * A weekly grid of calling hours, one row per day. Drag with mouse or finger, or move with the arrow keys, extend with
 * Shift, and press Space. Starting on a closed cell opens the range; starting on an open cell closes it. Exact times
 * can be typed next to each day.
 */
export function WeekGrid({ label, week, readOnly, onChange, inherited = () => false, problemOf }: Props) {
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const [pickedStep, setStep] = useState<number>();
  const step = pickedStep ?? (phone ? 60 : 30);
  const columns = 1440 / step;
  const [at, setAt] = useState<Cell>({ row: 0, column: (9 * 60) / step });
  const [anchor, setAnchor] = useState<Cell>();
  const [announcement, setAnnouncement] = useState("");
  const grid = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: focuses the current cell whenever it changes
  useEffect(() => {
    if (moved.current) grid.current?.querySelector<HTMLElement>("[data-cell][tabindex='0']")?.focus();
    moved.current = false;
  }, [at]);

  const range = rangeOf(anchor ?? at, at);
  const minutes = { from: range.left * step, to: (range.right + 1) * step };
  const isFull = ({ row, column }: Cell) => {
    const part = openPart(week, row, column * step, (column + 1) * step);
    return part !== undefined && part.closes - part.opens === step;
  };
  const words = `${range.top === range.bottom ? dayNames[range.top] : `${shortDay(range.top)}–${shortDay(range.bottom)}`} ${clock(minutes.from)}–${clock(minutes.to)}`;
  const apply = () => {
    if (readOnly) return;
    const opens = !isFull(anchor ?? at);
    const rows = dayNames.map((_, i) => i).slice(range.top, range.bottom + 1);
    const { changes, notes }: PaintedWeek = paintWeek(week, rows, minutes.from, minutes.to, opens);
    onChange(changes);
    setAnchor(undefined);
    setAnnouncement(`${words} ${opens ? "opened" : "closed"}. ${notes.join(" ")}`);
  };
  const move = (row: number, column: number, extend: boolean) => {
    const next = { row: clamp(row, 7), column: clamp(column, columns) };
    moved.current = true;
    setAnchor(extend ? (anchor ?? at) : undefined);
    setAt(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target as HTMLElement).matches("[data-cell]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const { row, column } = at;
    const moves: Record<string, [number, number]> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, columns - 1],
      PageUp: [0, column],
      PageDown: [6, column],
    };
    const to = moves[event.key];
    if (to) move(...to, event.shiftKey);
    else if (event.key === " " || event.key === "Enter") apply();
    else if (event.key === "Escape" && anchor) setAnchor(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // By geometry: once the grid has captured the pointer, events no longer name the cell below it.
  const cellAt = ({ clientX, clientY }: PointerEvent): Cell => {
    const rows = [...(grid.current?.querySelectorAll(".week-cells") ?? [])].map((row) => row.getBoundingClientRect());
    const row = rows.findIndex(({ bottom }) => clientY < bottom);
    const { left = 0, width = 1 } = rows[0] ?? {};
    return {
      row: row === -1 ? 6 : row,
      column: clamp(Math.floor(((clientX - left) / width) * columns), columns),
    };
  };
  const drawing = useRef(false);
  const onPointerDown = (event: PointerEvent) => {
    if (readOnly || event.button !== 0 || !(event.target as HTMLElement).matches("[data-cell]")) return;
    const cell = cellAt(event);
    drawing.current = true;
    grid.current?.setPointerCapture(event.pointerId);
    moved.current = true;
    setAnchor(event.shiftKey ? (anchor ?? at) : cell);
    setAt(cell);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!drawing.current) return;
    const cell = cellAt(event);
    if (cell.row !== at.row || cell.column !== at.column) setAt(cell);
  };

  return (
    <div className="week">
      <div className="week-tools">
        <Text size="sm" c="dimmed">
          {readOnly
            ? "In the lead’s time zone."
            : "In the lead’s time zone. Drag over closed hours to open them, or over open hours to close them. With the keyboard: arrow keys to move, Shift to extend, Space to apply."}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label="Grid step"
          data={[
            { value: "60", label: "1 h" },
            { value: "30", label: "30 min" },
            { value: "15", label: "15 min" },
          ]}
          value={String(step)}
          onChange={(value) => {
            const next = Number(value);
            setAnchor(undefined);
            setAt({ row: at.row, column: Math.floor((at.column * step) / next) });
            setStep(next);
          }}
        />
      </div>
      <div className="week-hours" aria-hidden>
        <span />
        <div>
          {steps(0, 1440, phone ? 360 : 120).map((minute) => (
            <span key={minute}>{clock(minute).slice(0, 2)}</span>
          ))}
        </div>
        <span />
      </div>
      <div
        ref={grid}
        role="grid"
        aria-label={label}
        aria-readonly={readOnly}
        aria-multiselectable
        className="week-grid"
        data-drawing={anchor !== undefined || undefined}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          if (drawing.current) apply();
          drawing.current = false;
        }}
        onPointerCancel={() => {
          drawing.current = false;
          setAnchor(undefined);
        }}
      >
        {days.map((day, row) => (
          <div key={day} role="row" tabIndex={-1} className="week-row" data-inherited={inherited(day) || undefined}>
            <span
              role="rowheader"
              tabIndex={-1}
              aria-label={`${dayNames[row]}${inherited(day) ? ", same as the campaign" : ""}`}
            >
              {shortDay(row)}
            </span>
            <div className="week-cells" style={{ gridTemplateColumns: `repeat(${columns}, 1fr)` }}>
              {steps(0, 1440 - step, step).map((minute) => (
                <WeekCell
                  key={minute}
                  week={week}
                  cell={{ row, column: minute / step }}
                  step={step}
                  current={at.row === row && at.column === minute / step}
                  selected={
                    anchor !== undefined &&
                    row >= range.top &&
                    row <= range.bottom &&
                    minute >= minutes.from &&
                    minute < minutes.to
                  }
                />
              ))}
            </div>
            <span role="gridcell" tabIndex={-1} className="week-exact">
              <DayHours
                key={week[day]}
                name={dayNames[row] as string}
                value={week[day]}
                readOnly={readOnly}
                problem={problemOf?.(day)}
                onChange={(hours) => onChange({ [day]: hours })}
              />
            </span>
          </div>
        ))}
      </div>
      <Text size="xs" c="dimmed" role="status" mih="1.5em">
        {anchor && (range.left !== range.right || range.top !== range.bottom)
          ? `${words}: ${isFull(anchor) ? "will close" : "will open"}`
          : announcement}
      </Text>
    </div>
  );
}

/** The numbers from `from` to `to`, both included. */
const steps = (from: number, to: number, by: number) =>
  Array.from({ length: (to - from) / by + 1 }, (_, i) => from + i * by);
const clamp = (n: number, size: number) => Math.max(0, Math.min(size - 1, n));

const rangeOf = (one: Cell, other: Cell) => ({
  top: Math.min(one.row, other.row),
  bottom: Math.max(one.row, other.row),
  left: Math.min(one.column, other.column),
  right: Math.max(one.column, other.column),
});
