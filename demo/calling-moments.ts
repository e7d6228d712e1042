import { DateTime } from "luxon";
import type { SeededRandom } from "../clients/seeded-random.ts";

const dayFields = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Calling windows by weekday, HHMMHHMM. */
export type Schedule = Record<(typeof dayFields)[number], string>;

/** A time when calls are allowed, in milliseconds since 1970. */
export interface Window {
  opens: number;
  closes: number;
}

const noons = new Map<string, DateTime[]>();

/**
 * Noon of each day from 42 days before `now` to 17 after. Windows are computed from noon because clock changes happen in the early
 * morning, so the hours around noon always have their usual distance from it. Cached, since Luxon dates are slow.
 */
function noonsOf(zone: string, now: Date): DateTime[] {
  const key = `${zone} ${now.getTime()}`;
  let days = noons.get(key);
  if (!days) {
    const today = DateTime.fromJSDate(now, { zone }).startOf("day").set({ hour: 12 });
    days = Array.from({ length: 60 }, (_, i) => today.plus({ days: i - 42 }));
    noons.set(key, days);
  }
  return days;
}

/** Returns the windows of a schedule around `now` by IANA zone, earliest first. */
export function callingWindows(schedule: Schedule, now: Date): (zone: string) => Window[] {
  const known = new Map<string, Window[]>();
  return (zone) => {
    const windows = known.get(zone) ?? windowsIn(schedule, zone, now);
    known.set(zone, windows);
    return windows;
  };
}

function windowsIn(schedule: Schedule, zone: string, now: Date): Window[] {
  return noonsOf(zone, now).flatMap((noon) => {
    const hours = schedule[dayFields[noon.weekday - 1] as keyof Schedule];
    if (hours === "00000000") return [];
    const at = (from: number) => {
      const minutes = Number(hours.slice(from, from + 2)) * 60 + Number(hours.slice(from + 2, from + 4));
      return noon.toMillis() + (minutes - 12 * 60) * 60_000;
    };
    return [{ opens: at(0), closes: at(4) }];
  });
}

/** A random moment in the first window open at or after `from`, at most `reach` milliseconds in. Infinity if no window is left. */
export function momentFrom(windows: readonly Window[], from: number, reach: number, random: SeededRandom): number {
  // Leave a quarter of an hour before closing, so that every call ends in time.
  const lastCall = 15 * 60_000;
  const window = windows.find(({ closes }) => closes - lastCall > from);
  if (!window) return Number.POSITIVE_INFINITY;
  const first = Math.max(window.opens, from);
  return first + random.int(0, Math.min(reach, window.closes - lastCall - first));
}
