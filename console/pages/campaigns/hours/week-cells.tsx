import { TextInput } from "@mantine/core";
import { useState } from "react";
import { clock, dayNames, hoursInWords, openPart, parseHours, type Week } from "./week.ts";

export interface Cell {
  row: number;
  column: number;
}

/** A step of the grid. One that is open in part shows which part. */
export function WeekCell({
  week,
  cell: { row, column },
  step,
  current,
  selected,
}: {
  week: Week;
  cell: Cell;
  step: number;
  current: boolean;
  selected: boolean;
}) {
  const from = column * step;
  const part = openPart(week, row, from, from + step);
  const full = part !== undefined && part.closes - part.opens === step;
  const state = !part ? "closed" : full ? "open" : `open ${clock(part.opens)}–${clock(part.closes)}`;
  return (
    <span
      role="gridcell"
      data-cell
      tabIndex={current ? 0 : -1}
      aria-label={`${dayNames[row]} ${clock(from)}, ${state}`}
      aria-selected={full}
      data-open={full || undefined}
      data-selected={selected || undefined}
      data-hour={from % 60 === 0 || undefined}
      data-mark={from % 360 === 0 || undefined}
    >
      {part && !full && (
        <i
          style={{
            left: `${((part.opens - from) / step) * 100}%`,
            width: `${((part.closes - part.opens) / step) * 100}%`,
          }}
        />
      )}
    </span>
  );
}

/** A text field for the hours of a day. Takes effect on Enter or when it loses the focus. */
export function DayHours({
  name,
  value,
  readOnly,
  problem,
  onChange,
}: {
  name: string;
  value: string;
  readOnly: boolean;
  problem: string | undefined;
  onChange: (hours: string) => void;
}) {
  const shown = hoursInWords(value).replace(" the next day", "");
  const [typed, setTyped] = useState<string>();
  const hours = typed === undefined ? value : parseHours(typed);
  if (readOnly) return <span className="figures">{hoursInWords(value)}</span>;
  const done = () => {
    if (typed === undefined || hours === undefined) return;
    setTyped(undefined);
    if (hours !== value) onChange(hours);
  };
  return (
    <TextInput
      size="xs"
      aria-label={`${name} hours`}
      value={typed ?? shown}
      error={hours === undefined ? "Use 9–20:30, all day, or closed" : problem}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        done();
      }}
    />
  );
}
