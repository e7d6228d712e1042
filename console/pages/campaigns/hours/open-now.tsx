import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useHere } from "../../../frame/account.ts";
import { cityOf, clockTime } from "../../../words/when.tsx";
import { holidays } from "../queries.ts";
import { dayNames, openPart, type Week } from "./week.ts";

const zones = [
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Los_Angeles",
  "America/Anchorage",
  "Pacific/Honolulu",
];

/** Whether calling is open right now in each US time zone and in the account's own. Ignores holidays of single states. */
export function OpenNow({ week }: { week: Week }) {
  const { accountId, account } = useHere();
  const { data: allHolidays = [] } = useQuery(holidays(accountId));
  const now = new Date();
  const everywhere = new Set(allHolidays.filter(({ state }) => state === null).map(({ date }) => date));
  const places = [...new Set([...(account?.timeZone ? [account.timeZone] : []), ...zones])];
  return (
    <Text size="sm" component="div" className="open-now">
      Now:{" "}
      {places.map((zone) => (
        <span key={zone} data-open={isOpen(week, everywhere, zone, now) || undefined}>
          {cityOf(zone)} {clockTime(now, zone)}, {isOpen(week, everywhere, zone, now) ? "open" : "closed"}
        </span>
      ))}
    </Text>
  );
}

function isOpen(week: Week, closedDates: ReadonlySet<string>, zone: string, at: Date): boolean {
  const date = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(at);
  if (closedDates.has(date)) return false;
  const weekday = new Intl.DateTimeFormat("en-US", { timeZone: zone, weekday: "long" }).format(at);
  const [hour = 0, minute = 0] = clockTime(at, zone).split(":").map(Number);
  const now = (hour % 24) * 60 + minute;
  return openPart(week, dayNames.indexOf(weekday as (typeof dayNames)[number]), now, now + 1) !== undefined;
}
