import { useSyncExternalStore } from "react";
import { useHere } from "../frame/account.ts";

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });

/** `3 hr. ago`, `in 2 days` */
function relativeTime(moment: Date, now = new Date()): string {
  const seconds = (moment.getTime() - now.getTime()) / 1000;
  const unit = units.find(([, size]) => Math.abs(seconds) >= size);
  return unit ? relative.format(Math.trunc(seconds / unit[1]), unit[0]) : seconds > 0 ? "in a moment" : "just now";
}

export const exactTime = (moment: Date, timeZone: string | undefined) =>
  new Intl.DateTimeFormat("en-US", {
    dateStyle: "medium",
    timeStyle: "short",
    ...(timeZone ? { timeZone } : {}),
  }).format(moment);

export const clockTime = (moment: Date, timeZone: string) =>
  new Intl.DateTimeFormat("en-US", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone }).format(moment);

/** `Denver` of America/Denver */
export const cityOf = (zone: string) => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

/** A relative time. On hover, the exact time in the account's zone and, if different, in `zone`. */
export function When({ at, zone }: { at: string | null | undefined; zone?: string | undefined }) {
  const { account } = useHere();
  useMinute();
  if (!at) return <span className="dim">–</span>;
  const moment = new Date(at);
  const own = account?.timeZone ?? "UTC";
  const exact = `${exactTime(moment, own)} in ${cityOf(own)}`;
  const there = zone && zone !== own ? `; ${exactTime(moment, zone)} in ${cityOf(zone)}` : "";
  return (
    <time dateTime={at} title={exact + there}>
      {relativeTime(moment)}
    </time>
  );
}

let minute = 0;
const listeners = new Set<() => void>();
setInterval(() => {
  minute++;
  for (const notify of listeners) notify();
}, 60_000);

/** Renders again every minute, so that relative times stay right. */
function useMinute(): void {
  useSyncExternalStore(
    (notify) => {
      listeners.add(notify);
      return () => listeners.delete(notify);
    },
    () => minute,
  );
}
