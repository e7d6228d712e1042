import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Floor, type Hour, simulateDay } from "./day.ts";

const document = join(import.meta.dirname, "../../docs/pacing.md");
const markers = ["<!-- figures -->\n", "<!-- /figures -->"] as const;

const target = 0.03;
const policies: { name: string; policy: Floor["policy"] }[] = [
  { name: "1:1", policy: { ratio: 1 } },
  { name: "2:1", policy: { ratio: 2 } },
  { name: "3:1", policy: { ratio: 3 } },
  { name: "predictive, 3 %", policy: { target } },
];

/** The outcome of simulated days, as shares from 0 to 1. */
export interface Result {
  abandoned: number;
  /** The share abandoned in the worst hour. */
  worstHour: number;
  occupancy: number;
  answersPerAgentHour: number;
}

/** Combines the days of one floor into one result. */
export function summarizeDays(agents: number, days: readonly Hour[][]): Result {
  const hours = days.flat();
  const sum = (of: (hour: Hour) => number) => hours.reduce((all, hour) => all + of(hour), 0);
  const share = (hour: Pick<Hour, "abandoned" | "answered">) => hour.abandoned / Math.max(1, hour.answered);
  const talks = sum(({ answered }) => answered) - sum(({ abandoned }) => abandoned);
  return {
    abandoned: share({ abandoned: sum(({ abandoned }) => abandoned), answered: sum(({ answered }) => answered) }),
    worstHour: hours.reduce((worst, hour) => Math.max(worst, share(hour)), 0),
    occupancy: sum(({ busy }) => busy) / (agents * hours.length * 3600),
    answersPerAgentHour: talks / (agents * hours.length),
  };
}

const percent = (share: number, digits: number) => `${(100 * share).toFixed(digits)} %`;

/** A table row per floor size and way of dialing, at the usual answer rates. */
function usualDays(): string[] {
  const rows = [3, 10, 30, 100].flatMap((agents) =>
    policies.map(({ name, policy }) => {
      // A small floor gets few answers a day, so it runs more days, up to a few thousand answers.
      const seeds = Array.from({ length: Math.ceil(30 / agents) }, (_, i) => i + 1);
      const result = summarizeDays(
        agents,
        seeds.map((seed) => simulateDay({ agents, policy, seed })),
      );
      return `| ${agents} | ${name} | ${percent(result.abandoned, 2)} | ${percent(result.worstHour, 1)} | ${percent(result.occupancy, 1)} | ${result.answersPerAgentHour.toFixed(1)} |`;
    }),
  );
  return [
    "| agents | dialing | abandoned | in the worst hour | occupancy | talks per agent hour |",
    "| ---: | --- | ---: | ---: | ---: | ---: |",
    ...rows,
  ];
}

const noon = 12 * 3600;
const changes: { name: string; answerRate: (second: number) => number }[] = [
  { name: "12 % until noon, then 50 %", answerRate: (second) => (second < noon ? 0.12 : 0.5) },
  { name: "50 % until noon, then 12 %", answerRate: (second) => (second < noon ? 0.5 : 0.12) },
  {
    name: "20 %, with no answers for 12 minutes",
    answerRate: (second) => (second >= noon && second < noon + 720 ? 0 : 0.2),
  },
  {
    name: "swings between 5 % and 45 % about once an hour",
    answerRate: (second) => 0.25 + 0.2 * Math.sin(second / 600),
  },
];

/** A table row per day on which the answer rate changes suddenly, predictive dialing only. */
function suddenChanges(): string[] {
  const rows = changes.map(({ name, answerRate }) => {
    const cells = [3, 10, 30].map((agents) => {
      const { abandoned, occupancy } = summarizeDays(agents, [
        simulateDay({ agents, policy: { target }, seed: 1, answerRate }),
      ]);
      return `${percent(abandoned, 2)}, ${percent(occupancy, 0)}`;
    });
    return `| ${name} | ${cells.join(" | ")} |`;
  });
  return ["| answer rate | 3 agents | 10 agents | 30 agents |", "| --- | --- | --- | --- |", ...rows];
}

/** Prints both tables and writes them into docs/pacing.md. */
async function main(): Promise<void> {
  const tables = [
    ...usualDays(),
    "",
    "Abandoned calls and occupancy when the answer rate changes:",
    "",
    ...suddenChanges(),
  ];
  const figures = tables.join("\n");
  process.stdout.write(`${figures}\n`);
  const text = await readFile(document, "utf8");
  const [begin, end] = [text.indexOf(markers[0]), text.lastIndexOf(markers[1])];
  if (begin < 0 || end < begin) throw new Error("docs/pacing.md has no <!-- figures --> … <!-- /figures -->");
  await writeFile(document, `${text.slice(0, begin)}${markers[0]}\n${figures}\n\n${text.slice(end)}`);
}

if (import.meta.main) await main();
