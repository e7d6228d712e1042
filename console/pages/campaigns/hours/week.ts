/**
 * The calling hours of a week, as text from the API and as words. A day has one window in the lead's own time, as eight
 * digits: `09002030` opens at 9:00 and closes at 20:30, `22000200` closes at 2:00 the next day, `00000000` is closed.
 */
import type { CampaignValues } from "../../../api/shapes.ts";

export const days = ["monSched", "tueSched", "wedSched", "thuSched", "friSched", "satSched", "sunSched"] as const;
export type Day = (typeof days)[number];
export type Week = Pick<CampaignValues, Day>;

export const dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
export const shortDay = (i: number) => (dayNames[i] as string).slice(0, 3);

const midnight = 1440;

/** Minutes since midnight. A `closes` above 1440 is on the next day. */
interface Window {
  opens: number;
  closes: number;
}

/** Undefined if closed. */
function windowOf(text: string): Window | undefined {
  if (text === "00000000") return undefined;
  const minutes = (part: string) => Number(part.slice(0, 2)) * 60 + Number(part.slice(2));
  const [opens, closes] = [minutes(text.slice(0, 4)), minutes(text.slice(4))];
  return { opens, closes: closes < opens ? closes + midnight : closes };
}

function textOf(window: Window | undefined): string {
  if (!window || window.closes <= window.opens) return "00000000";
  const { opens, closes } = window;
  return digits(opens) + (closes === midnight ? "2400" : digits(closes % midnight));
}

const two = (n: number) => String(n).padStart(2, "0");
const digits = (minute: number) => two(Math.floor(minute / 60)) + two(minute % 60);
export const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

const windowAt = (week: Week, row: number) => windowOf(week[days[(row + 7) % 7] as Day]);

/**
 * The open part of a time range within a day, undefined if it is closed. Includes the hours after midnight of the
 * previous day's window.
 */
export function openPart(week: Week, row: number, from: number, to: number): Window | undefined {
  const before = windowAt(week, row - 1);
  const parts = [windowAt(week, row), before && { opens: before.opens - midnight, closes: before.closes - midnight }]
    .map((one) => one && { opens: Math.max(one.opens, from), closes: Math.min(one.closes, to) })
    .filter((one) => one !== undefined && one.opens < one.closes) as Window[];
  if (parts.length === 0) return undefined;
  return {
    opens: parts.reduce((least, { opens }) => Math.min(least, opens), to),
    closes: parts.reduce((greatest, { closes }) => Math.max(greatest, closes), from),
  };
}

export interface PaintedWeek {
  changes: Partial<Week>;
  /** Where the result differs from what was painted, because a day can have only one window. */
  notes: string[];
}

/** Opens or closes a time range on several days. */
export function paintWeek(week: Week, rows: number[], from: number, to: number, open: boolean): PaintedWeek {
  const changes: Partial<Week> = {};
  const notes: string[] = [];
  for (const row of rows) {
    const now = { ...week, ...changes };
    const painted = open ? openRange(now, row, from, to) : closeRange(now, row, from, to);
    Object.assign(changes, painted.changes);
    for (const note of painted.notes) notes.push(note);
  }
  return { changes, notes };
}

/**
 * Opens a range of one day. It extends the day's window if they touch, or the previous night's window if that runs past
 * midnight up to the range. Otherwise it replaces the day's window.
 */
function openRange(week: Week, row: number, from: number, to: number): PaintedWeek {
  const own = windowAt(week, row);
  if (!own || (from <= own.closes && to >= own.opens)) {
    const wider = own
      ? { opens: Math.min(own.opens, from), closes: Math.max(own.closes, to) }
      : newWindow(week, row, from, to);
    if (wider) return changeDay(row, limitToDay(wider));
  }
  const before = windowAt(week, row - 1);
  if (before && before.closes >= midnight && from <= before.closes - midnight && to < before.opens)
    return changeDay(row - 1, { opens: before.opens, closes: Math.max(before.closes, to + midnight) });
  const window = { opens: from, closes: to };
  return changeDay(
    row,
    window,
    own ? [`${name(row)} can have only one window; it is now ${hoursInWords(textOf(window))}.`] : [],
  );
}

/** The window of a day that was closed so far; undefined if the range continues the previous night's window. */
function newWindow(week: Week, row: number, from: number, to: number): Window | undefined {
  const before = windowAt(week, row - 1);
  const continues = before && before.closes > midnight && from <= before.closes - midnight && to < before.opens;
  return continues ? undefined : { opens: from, closes: to };
}

/** Ends a window at midnight that would otherwise last longer than a day. */
const limitToDay = ({ opens, closes }: Window): Window => ({
  opens,
  closes: closes - midnight >= opens ? midnight : closes,
});

/** Closes a range of one day, also in the hours after midnight that belong to the previous day's window. */
function closeRange(week: Week, row: number, from: number, to: number): PaintedWeek {
  const own = cutWindow(week, row, from, to);
  const night = cutWindow({ ...week, ...own.changes }, row - 1, from + midnight, to + midnight);
  return { changes: { ...own.changes, ...night.changes }, notes: [...own.notes, ...night.notes] };
}

/** Takes a range out of one window. If both ends remain, the longer one stays. */
function cutWindow(week: Week, row: number, from: number, to: number): PaintedWeek {
  const window = windowAt(week, row);
  if (!window || to <= window.opens || from >= window.closes) return { changes: {}, notes: [] };
  const first = { opens: window.opens, closes: Math.max(window.opens, from) };
  const second = { opens: Math.min(window.closes, to), closes: window.closes };
  const length = ({ opens, closes }: Window) => closes - opens;
  const left = length(first) >= length(second) ? first : second;
  const both = length(first) > 0 && length(second) > 0;
  // A remainder after midnight would belong to the next day, so it cannot be this day's window.
  const remaining = left.opens >= midnight ? undefined : left;
  return changeDay(
    row,
    remaining,
    both ? [`${name(row)} can have only one window; it is now ${hoursInWords(textOf(remaining))}.`] : [],
  );
}

const changeDay = (row: number, window: Window | undefined, notes: string[] = []): PaintedWeek => ({
  changes: { [days[(row + 7) % 7] as Day]: textOf(window) },
  notes,
});
const name = (row: number) => dayNames[(row + 7) % 7] as string;

/** `09:00–20:00`, `22:00–02:00 the next day`, `all day`, `closed` */
export function hoursInWords(text: string): string {
  const window = windowOf(text);
  if (!window) return "closed";
  if (window.opens === 0 && window.closes === midnight) return "all day";
  const { opens, closes } = window;
  if (closes <= midnight) return `${clock(opens)}–${clock(closes)}`;
  return `${clock(opens)}–${clock(closes - midnight)} the next day`;
}

/** A week in words: `Mon–Fri 09:00–20:00, Sat 10:00–16:00, closed Sun`. */
export function weekInWords(week: Week): string {
  const runs: { from: number; to: number; text: string }[] = [];
  for (const [i, day] of days.entries()) {
    const last = runs.at(-1);
    if (last?.text === week[day]) last.to = i;
    else runs.push({ from: i, to: i, text: week[day] });
  }
  if (runs.length === 1)
    return runs[0]?.text === "00000000" ? "never" : `every day ${hoursInWords(runs[0]?.text ?? "")}`;
  return runs
    .map(({ from, to, text }) => {
      const span = from === to ? shortDay(from) : `${shortDay(from)}–${shortDay(to)}`;
      return text === "00000000" ? `closed ${span}` : `${span} ${hoursInWords(text)}`;
    })
    .join(", ");
}

/** Parses typed hours: `9-20:30`, `22:00–2`, `9am to 5pm`, `all day`, `closed`. Undefined if the text is none of these. */
export function parseHours(typed: string): string | undefined {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/ the next day$/, "");
  if (/^(closed|none|-|–|)$/.test(text)) return "00000000";
  if (/^(all day|24 ?h)$/.test(text)) return "00002400";
  const times = text.split(/-|–|—|to|until/);
  if (times.length !== 2) return undefined;
  const [opens, closes] = times.map((time) => minuteOf(time.trim()));
  if (opens === undefined || closes === undefined || opens === closes || opens === midnight) return undefined;
  return textOf({ opens, closes: closes < opens ? closes + midnight : closes });
}

function minuteOf(time: string): number | undefined {
  const [, hours, minutes = "0", half] = /^(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?$/.exec(time) ?? [];
  if (hours === undefined) return undefined;
  const hour = half ? (Number(hours) % 12) + (half === "pm" ? 12 : 0) : Number(hours);
  const minute = hour * 60 + Number(minutes);
  return minute <= midnight && Number(minutes) < 60 && !(half && Number(hours) > 12) ? minute : undefined;
}
