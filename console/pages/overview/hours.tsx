import { Group, Skeleton, Text, Title } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { OverviewOfAccount } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { cityOf } from "../../words/when.tsx";
import { count } from "../../words/words.ts";

import type { Hour } from "./hours-chart.tsx";

const HoursChart = lazy(() => import("./hours-chart.tsx"));

const rate = ({ passes, answers }: { passes: number; answers: number }) =>
  passes === 0 ? null : Math.round((1000 * answers) / passes) / 10;

/** The hours with calls on either day, always including 9:00 to 17:00. Hours still to come today are null. */
function hoursOf({ hours, at }: OverviewOfAccount, timeZone: string): Hour[] {
  const now = Number(
    new Intl.DateTimeFormat("en", { hour: "2-digit", hourCycle: "h23", timeZone }).format(new Date(at)),
  );
  const busy = hours.filter(({ today, lastWeek }) => today.passes + lastWeek.passes > 0).map(({ hour }) => hour);
  const [first, last] = [Math.min(9, busy[0] ?? 9), Math.max(17, busy.at(-1) ?? 17)];
  return hours
    .filter(({ hour }) => hour >= first && hour <= last)
    .map(({ hour, today, lastWeek }) => ({
      hour: `${String(hour).padStart(2, "0")}:00`,
      today: hour > now ? null : today.passes,
      lastWeek: lastWeek.passes,
      todayRate: hour > now ? null : rate(today),
      lastWeekRate: rate(lastWeek),
    }));
}

/** Calls and answer rate by hour, today and on the same weekday last week: as charts, and as a table for screen readers. */
export function Hours({ overview }: { overview: OverviewOfAccount | undefined }) {
  const { account } = useHere();
  const zone = account?.timeZone ?? "UTC";
  const hours = overview && hoursOf(overview, zone);
  const weekday =
    overview &&
    new Intl.DateTimeFormat("en-US", { weekday: "long", timeZone: "UTC" }).format(new Date(overview.lastWeek));
  const total = (of: "today" | "lastWeek") => overview?.hours.reduce((sum, hour) => sum + hour[of].passes, 0) ?? 0;
  return (
    <section className="card" aria-labelledby="by-hour">
      <Title order={2} id="by-hour">
        Calls by hour
      </Title>
      {hours && weekday ? (
        <>
          <Group gap="md" mb="xs">
            <Text size="xs" className="figures">
              <span className="swatch-today" aria-hidden /> Today {count(total("today"))}
            </Text>
            <Text size="xs" className="figures">
              <span className="swatch-last" aria-hidden /> Last {weekday} {count(total("lastWeek"))}
            </Text>
            <Text size="xs" c="dimmed">
              {cityOf(zone)} time
            </Text>
          </Group>
          <Suspense fallback={<Skeleton h={246} />}>
            <HoursChart hours={hours} lastWeek={`Last ${weekday}`} />
          </Suspense>
          <HoursTable hours={hours} weekday={weekday} />
        </>
      ) : (
        <Skeleton h={270} mt="xs" />
      )}
    </section>
  );
}

function HoursTable({ hours, weekday }: { hours: Hour[]; weekday: string }) {
  const percent = (share: number | null) => (share === null ? "none" : `${share}%`);
  return (
    <table className="sr-only">
      <caption>Calls and answer rate by hour, today and last {weekday}</caption>
      <thead>
        <tr>
          <th scope="col">Hour</th>
          <th scope="col">Calls today</th>
          <th scope="col">Answer rate today</th>
          <th scope="col">Calls last {weekday}</th>
          <th scope="col">Answer rate last {weekday}</th>
        </tr>
      </thead>
      <tbody>
        {hours.map(({ hour, today, lastWeek, todayRate, lastWeekRate }) => (
          <tr key={hour}>
            <th scope="row">{hour}</th>
            <td>{today === null ? "upcoming" : count(today)}</td>
            <td>{percent(todayRate)}</td>
            <td>{count(lastWeek)}</td>
            <td>{percent(lastWeekRate)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
