import { DateTime } from "luxon";

/** A week's calling windows, Monday first: HHMMHHMM in the lead's local time, 00000000 for a closed day. */
export type Week = readonly string[];

/** When leads may be called: the weekly windows, and the dates (`2026-12-25`) on which nobody is. */
export interface Hours {
  week: Week;
  holidays: ReadonlySet<string>;
}

export interface Interval {
  from: Date;
  /** Exclusive. */
  to: Date;
}

/** What a clock on the lead's wall shows. */
interface WallClock {
  /** Minutes since midnight as shown, so they repeat or skip an hour when clocks change. */
  minute: number;
  /** 0 for Monday. */
  weekday: number;
  date: string;
  dayBefore: string;
}

function wallClock(zone: string, at: Date): WallClock {
  const local = DateTime.fromJSDate(at, { zone });
  return {
    minute: local.hour * 60 + local.minute,
    weekday: local.weekday - 1,
    date: local.toISODate() ?? "",
    dayBefore: local.minus({ days: 1 }).toISODate() ?? "",
  };
}

/** Minutes since midnight at which a window opens and closes; undefined for a closed day. */
function windowMinutes(window: string | undefined): { opens: number; closes: number } | undefined {
  if (window === undefined || window === "00000000") return undefined;
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(2));
  return { opens: minutes(window.slice(0, 4)), closes: minutes(window.slice(4)) };
}

/**
 * Whether leads in the zone may be called at that moment. Their local wall clock decides: from the opening to the
 * minute before the closing. A window that closes before it opens crosses midnight, and its hours after midnight belong
 * to the weekday on which it opened. A holiday closes its date, and also the hours after midnight of the window it
 * would have opened.
 */
export function isOpen({ week, holidays }: Hours, zone: string, at: Date): boolean {
  return isOpenAt({ week, holidays }, wallClock(zone, at));
}

function isOpenAt({ week, holidays }: Hours, { minute, weekday, date, dayBefore }: WallClock): boolean {
  if (holidays.has(date)) return false;
  const today = windowMinutes(week[weekday]);
  if (today && minute >= today.opens && (minute < today.closes || today.closes < today.opens)) return true;
  const yesterday = windowMinutes(week[(weekday + 6) % 7]);
  if (!yesterday || yesterday.closes >= yesterday.opens || holidays.has(dayBefore)) return false;
  return minute < yesterday.closes;
}

/** The intervals between two moments in which leads in the zone may be called, in order. */
export function openings(hours: Hours, zone: string, from: Date, to: Date): Interval[] {
  const found: Interval[] = [];
  let since: Date | undefined;
  for (const moment of [...possibleChanges(hours.week, zone, from, to), to]) {
    const open = moment < to && isOpen(hours, zone, moment);
    if (open && !since) since = moment;
    if (!open && since) {
      found.push({ from: since, to: moment });
      since = undefined;
    }
  }
  return found;
}

/** Every moment from `from` until `to` at which calling may start or stop: window edges, midnights, clock changes. */
function possibleChanges(week: Week, zone: string, from: Date, to: Date): Date[] {
  const moments = new Set([from.getTime()]);
  const minutes = new Set([0]);
  for (const window of week) {
    const known = windowMinutes(window);
    if (known) minutes.add(known.opens).add(known.closes);
  }
  const end = DateTime.fromJSDate(to, { zone }).plus({ days: 1 });
  for (let day = DateTime.fromJSDate(from, { zone }).minus({ days: 1 }).startOf("day"); day < end; ) {
    const next = day.plus({ days: 1 }).startOf("day");
    const naive = Date.UTC(day.year, day.month - 1, day.day);
    // On a day with a clock change, a wall-clock time may occur twice or not at all, so try both offsets.
    for (const offset of new Set([day.offset, next.offset]))
      for (const minute of minutes) moments.add(naive + (minute - offset) * 60_000);
    if (day.offset !== next.offset) moments.add(findClockChange(zone, day.toMillis(), next.toMillis()));
    day = next;
  }
  return [...moments]
    .filter((moment) => moment >= from.getTime() && moment < to.getTime())
    .sort((a, b) => a - b)
    .map((moment) => new Date(moment));
}

/** The first minute after `low` whose offset is that of `high`, by bisection, in milliseconds since the epoch. */
function findClockChange(zone: string, low: number, high: number): number {
  const offset = (moment: number) => DateTime.fromMillis(moment, { zone }).offset;
  const after = offset(high);
  while (high - low > 60_000) {
    const middle = low + Math.floor((high - low) / 120_000) * 60_000;
    if (offset(middle) === after) high = middle;
    else low = middle;
  }
  return high;
}
