import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { day, type Floor, type Hour } from "./day.ts";

const document = join(import.meta.dirname, "../../docs/pacing.md");
const markers = /(<!-- figures -->\n)[\s\S]*(<!-- \/figures -->)/;

const target = 0.03;
const ways: { name: string; policy: Floor["policy"] }[] = [
  { name: "1:1", policy: { ratio: 1 } },
  { name: "2:1", policy: { ratio: 2 } },
  { name: "3:1", policy: { ratio: 3 } },
  { name: "predictive, 3 %", policy: { target } },
];

/** What a floor came to: shares of 1. */
export interface Result {
  abandoned: number;
  /** The hour with the most abandoned. */
  worstHour: number;
  occupancy: number;
  answersPerAgentHour: number;
}

/** Days of one floor, taken together. */
export function resultOf(agents: number, days: readonly Hour[][]): Result {
  const hours = days.flat();
  const sum = (of: (hour: Hour) => number) => hours.reduce((all, hour) => all + of(hour), 0);
  const share = (hour: Pick<Hour, "abandoned" | "answered">) => hour.abandoned / Math.max(1, hour.answered);
  const talks = sum(({ answered }) => answered) - sum(({ abandoned }) => abandoned);
  return {
    abandoned: share({ abandoned: sum(({ abandoned }) => abandoned), answered: sum(({ answered }) => answered) }),
    worstHour: Math.max(...hours.map(share)),
    occupancy: sum(({ busy }) => busy) / (agents * hours.length * 3600),
    answersPerAgentHour: talks / (agents * hours.length),
  };
}

const percent = (share: number, digits: number) => `${(100 * share).toFixed(digits)} %`;

/** Days with the usual answer rates, by size of the floor and by the way it is dialed. */
function usualDays(): string[] {
  const rows = [3, 10, 30, 100].flatMap((agents) =>
    ways.map(({ name, policy }) => {
      // As many days as give some thousand answers.
      const seeds = Array.from({ length: Math.ceil(30 / agents) }, (_, i) => i + 1);
      const result = resultOf(
        agents,
        seeds.map((seed) => day({ agents, policy, seed })),
      );
      return `| ${agents} | ${name} | ${percent(result.abandoned, 2)} | ${percent(result.worstHour, 1)} | ${percent(result.occupancy, 1)} | ${result.answersPerAgentHour.toFixed(1)} |`;
    }),
  );
  return [
    "| agents | dialed | abandoned | in the worst hour | occupancy | talks per agent and hour |",
    "| ---: | --- | ---: | ---: | ---: | ---: |",
    ...rows,
  ];
}

const noon = 12 * 3600;
const changes: { name: string; answerRate: (second: number) => number }[] = [
  { name: "12 % answer, from noon on 50 %", answerRate: (second) => (second < noon ? 0.12 : 0.5) },
  { name: "50 % answer, from noon on 12 %", answerRate: (second) => (second < noon ? 0.5 : 0.12) },
  {
    name: "20 %, but nobody for 12 minutes",
    answerRate: (second) => (second >= noon && second < noon + 720 ? 0 : 0.2),
  },
  { name: "between 5 % and 45 %, to and fro every hour", answerRate: (second) => 0.25 + 0.2 * Math.sin(second / 600) },
];

/** Days on which the answer rate changes at once. */
function suddenChanges(): string[] {
  const rows = changes.map(({ name, answerRate }) => {
    const cells = [3, 10, 30].map((agents) => {
      const { abandoned, occupancy } = resultOf(agents, [day({ agents, policy: { target }, seed: 1, answerRate })]);
      return `${percent(abandoned, 2)}, ${percent(occupancy, 0)}`;
    });
    return `| ${name} | ${cells.join(" | ")} |`;
  });
  return ["| answer rate | 3 agents | 10 agents | 30 agents |", "| --- | --- | --- | --- |", ...rows];
}

/** Prints both tables, and keeps them in docs/pacing.md. */
async function main(): Promise<void> {
  const tables = [...usualDays(), "", "Abandoned and occupancy where the answer rate changes:", "", ...suddenChanges()];
  const figures = tables.join("\n");
  process.stdout.write(`${figures}\n`);
  const text = await readFile(document, "utf8");
  if (!markers.test(text)) throw new Error("docs/pacing.md has no <!-- figures --> … <!-- /figures -->");
  await writeFile(
    document,
    text.replace(markers, (_, begin: string, end: string) => `${begin}\n${figures}\n\n${end}`),
  );
}

if (import.meta.main) await main();
