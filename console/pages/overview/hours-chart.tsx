import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { count } from "../../words/words.ts";

export interface Hour {
  /** `14:00` */
  hour: string;
  today: number | null;
  lastWeek: number;
  todayRate: number | null;
  lastWeekRate: number | null;
}

const text = { fontSize: 11, fill: "var(--dim)" };
const axis = { tick: text, tickLine: false, axisLine: false } as const;
const edge = { top: 4, right: 4, bottom: 0, left: 0 };
const noAnimation = { isAnimationActive: false } as const;

/** Two charts: the number of calls, and the answer rate below. Screen readers get a table instead. */
export default function HoursChart({ hours, lastWeek }: { hours: Hour[]; lastWeek: string }) {
  const hover = (
    <Tooltip
      {...noAnimation}
      cursor={{ fill: "var(--hover)", stroke: "var(--line)" }}
      contentStyle={{
        background: "var(--surface)",
        border: "1px solid var(--line)",
        borderRadius: 4,
        fontSize: 12,
        padding: "6px 10px",
      }}
      labelStyle={{ fontWeight: 600 }}
      itemStyle={{ color: "var(--mantine-color-text)", padding: 0 }}
      formatter={(value, name) => [
        String(name).includes("answer rate") ? `${Number(value)}%` : count(Number(value)),
        name,
      ]}
    />
  );
  return (
    <div aria-hidden className="hours-chart">
      <ResponsiveContainer width="100%" height={140}>
        <ComposedChart
          data={hours}
          accessibilityLayer={false}
          syncId="hours"
          margin={edge}
          barGap={0}
          barCategoryGap="22%"
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="hour" {...axis} hide />
          <YAxis {...axis} width={34} allowDecimals={false} tickCount={4} />
          {hover}
          <Bar dataKey="today" name="Today" fill="var(--accent)" radius={[2, 2, 0, 0]} {...noAnimation} />
          <Bar dataKey="lastWeek" name={lastWeek} fill="var(--last-week)" radius={[2, 2, 0, 0]} {...noAnimation} />
        </ComposedChart>
      </ResponsiveContainer>
      <p className="chart-title">Answer rate</p>
      <ResponsiveContainer width="100%" height={104}>
        <ComposedChart data={hours} accessibilityLayer={false} syncId="hours" margin={edge}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="hour" scale="band" {...axis} minTickGap={16} height={20} />
          <YAxis {...axis} width={34} tickCount={3} domain={[0, "auto"]} />
          {hover}
          <Line
            dataKey="lastWeekRate"
            name={`${lastWeek}, answer rate`}
            stroke="var(--dim)"
            strokeDasharray="4 3"
            strokeWidth={1.5}
            dot={false}
            {...noAnimation}
          />
          <Line
            dataKey="todayRate"
            name="Today, answer rate"
            stroke="var(--accent)"
            strokeWidth={2}
            dot={{ r: 2, fill: "var(--accent)" }}
            {...noAnimation}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}
