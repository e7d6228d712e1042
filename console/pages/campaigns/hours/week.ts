/** The calling windows of a week as a grid sees them. Each day has one window, in the lead's own time. */
import type { CampaignValues } from "../../../api/shapes.ts";

export const days = ["monSched", "tueSched", "wedSched", "thuSched", "friSched", "satSched", "sunSched"] as const;
export type Day = (typeof days)[number];
export type Week = Pick<CampaignValues, Day>;

export const dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
export const shortDay = (i: number) => (dayNames[i] as string).slice(0, 3);

const midnight = 1440;

/** Minutes since midnight; what closes beyond 1440 does so on the next day. */
interface Window {
  opens: number;
  closes: number;
}

/** Undefined: closed. */
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

/** The open part of a stretch of a day, the hours after midnight of the day before among it; undefined where it is closed. */
export function openPart(week: Week, row: number, from: number, to: number): Window | undefined {
  const before = windowAt(week, row - 1);
  const parts = [windowAt(week, row), before && { opens: before.opens - midnight, closes: before.closes - midnight }]
    .map((one) => one && { opens: Math.max(one.opens, from), closes: Math.min(one.closes, to) })
    .filter((one) => one !== undefined && one.opens < one.closes) as Window[];
  if (parts.length === 0) return undefined;
  return {
    opens: Math.min(...parts.map(({ opens }) => opens)),
    closes: Math.max(...parts.map(({ closes }) => closes)),
  };
}

export interface PaintedWeek {
  changes: Partial<Week>;
  /** What one window a day made otherwise than painted. */
  notes: string[];
}

/** Opens or closes a stretch of several days. */
export function paint(week: Week, rows: number[], from: number, to: number, open: boolean): PaintedWeek {
  const changes: Partial<Week> = {};
  const notes: string[] = [];
  for (const row of rows) {
    const now = { ...week, ...changes };
    const done = open ? opened(now, row, from, to) : closed(now, row, from, to);
    Object.assign(changes, done.changes);
    notes.push(...done.notes);
  }
  return { changes, notes };
}

function opened(week: Week, row: number, from: number, to: number): PaintedWeek {
  const own = windowAt(week, row);
  if (!own || (from <= own.closes && to >= own.opens)) {
    const wider = own
      ? { opens: Math.min(own.opens, from), closes: Math.max(own.closes, to) }
      : extending(week, row, from, to);
    if (wider) return only(row, whole(wider));
  }
  const before = windowAt(week, row - 1);
  if (before && before.closes >= midnight && from <= before.closes - midnight && to < before.opens)
    return only(row - 1, { opens: before.opens, closes: Math.max(before.closes, to + midnight) });
  const window = { opens: from, closes: to };
  return only(row, window, own ? [`${name(row)} has one window; it is now ${hoursInWords(textOf(window))}.`] : []);
}

/** The new window of a day that was closed; undefined where it goes on from the night before. */
function extending(week: Week, row: number, from: number, to: number): Window | undefined {
  const before = windowAt(week, row - 1);
  const goesOn = before && before.closes > midnight && from <= before.closes - midnight && to < before.opens;
  return goesOn ? undefined : { opens: from, closes: to };
}

/** A window that would last longer than a day ends at midnight. */
const whole = ({ opens, closes }: Window): Window => ({
  opens,
  closes: closes - midnight >= opens ? midnight : closes,
});

function closed(week: Week, row: number, from: number, to: number): PaintedWeek {
  const own = cut(week, row, from, to);
  const night = cut({ ...week, ...own.changes }, row - 1, from + midnight, to + midnight);
  return { changes: { ...own.changes, ...night.changes }, notes: [...own.notes, ...night.notes] };
}

function cut(week: Week, row: number, from: number, to: number): PaintedWeek {
  const window = windowAt(week, row);
  if (!window || to <= window.opens || from >= window.closes) return { changes: {}, notes: [] };
  const first = { opens: window.opens, closes: Math.max(window.opens, from) };
  const second = { opens: Math.min(window.closes, to), closes: window.closes };
  const length = ({ opens, closes }: Window) => closes - opens;
  const left = length(first) >= length(second) ? first : second;
  const both = length(first) > 0 && length(second) > 0;
  // What begins after midnight is no window of this day any more.
  const kept = left.opens >= midnight ? undefined : left;
  return only(row, kept, both ? [`${name(row)} has one window; it is now ${hoursInWords(textOf(kept))}.`] : []);
}

const only = (row: number, window: Window | undefined, notes: string[] = []): PaintedWeek => ({
  changes: { [days[(row + 7) % 7] as Day]: textOf(window) },
  notes,
});
const name = (row: number) => dayNames[(row + 7) % 7] as string;

/** `09:00–20:00`, `22:00–02:00 on the next day`, `all day`, `closed` */
export function hoursInWords(text: string): string {
  const window = windowOf(text);
  if (!window) return "closed";
  if (window.opens === 0 && window.closes === midnight) return "all day";
  const { opens, closes } = window;
  if (closes <= midnight) return `${clock(opens)}–${clock(closes)}`;
  return `${clock(opens)}–${clock(closes - midnight)} on the next day`;
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

/** Hours as people type them: `9-20:30`, `22:00–2`, `9am to 5pm`, `all day`, `closed`; undefined for what is none. */
export function parseHours(typed: string): string | undefined {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/ on the next day$/, "");
  if (/^(closed|none|-|–|)$/.test(text)) return "00000000";
  if (/^(all day|24 ?h)$/.test(text)) return "00002400";
  const time = String.raw`(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?`;
  const found = new RegExp(`^${time}\\s*(?:-|–|—|to|until)\\s*${time}$`).exec(text);
  if (!found) return undefined;
  const [opens, closes] = [minuteOf(found.slice(1, 4)), minuteOf(found.slice(4, 7))];
  if (opens === undefined || closes === undefined || opens === closes || opens === midnight) return undefined;
  return textOf({ opens, closes: closes < opens ? closes + midnight : closes });
}

function minuteOf([hours = "", minutes = "0", half]: (string | undefined)[]): number | undefined {
  const hour = half ? (Number(hours) % 12) + (half === "pm" ? 12 : 0) : Number(hours);
  const minute = hour * 60 + Number(minutes);
  return minute <= midnight && Number(minutes) < 60 && !(half && Number(hours) > 12) ? minute : undefined;
}
