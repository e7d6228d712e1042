import { expect, test } from "vitest";
import { parseSource, programSources } from "../support/sources/program-sources.ts";
import { spreadArguments } from "../support/sources/spread-arguments.ts";

/** Arrays that are spread because something bounds them: by file, and then as the source writes them. */
const allowed: Record<string, Record<string, string>> = {
  "console/pages/campaigns/hours/week-grid.tsx": { to: "a row and a column" },
  "src/leads/actions/callback-leads.ts": { stickyStates: "lead states" },
  "src/leads/actions/manual-leads.ts": { stickyStates: "lead states" },
  "src/leads/actions/ready-leads.ts": { stickyStates: "lead states" },
  "src/leads/actions/reset-leads.ts": { stickyStates: "lead states" },
  "src/leads/load/settable-states.ts": { callbackStates: "lead states" },
};

test("no call spreads an array that may have any length", () => {
  const found = programSources().flatMap(spreadArguments);
  expect(
    found
      .filter(({ file, array }) => allowed[file]?.[array] === undefined)
      .map(({ at, array }) => `${at}: ...${array}`),
  ).toEqual([]);
  const used = new Set(found.map(({ file, array }) => `${file}: ${array}`));
  const all = Object.entries(allowed).flatMap(([file, arrays]) =>
    Object.keys(arrays).map((array) => `${file}: ${array}`),
  );
  expect(all.filter((one) => !used.has(one))).toEqual([]);
});

const arraysIn = (text: string) => spreadArguments(parseSource("src/planted.ts", text)).map(({ array }) => array);

test.each([
  ["all.push(...rows);", ["rows"]],
  ["Math.max(0, ...ids.map((id) => id + 1));", ["ids.map((id) => id + 1)"]],
  ["const rows = read();\nnew Batch(...rows);", ["rows"]],
  ["all.push(...(await part.toBuffer()).split(','));", ["(await part.toBuffer()).split(',')"]],
  ["String.fromCharCode.apply(null, codes);", ["codes"]],
  ["Reflect.apply(Math.max, null, ids);", ["ids"]],
  ["all.push(...[1, ...rows]);", ["[1, ...rows]"]],
  ["const all: number[] = [];\nfor (const row of rows) all.push(row);\nMath.max(...all);", ["all"]],
  ["const log = (...texts: string[]) => texts;\nconst other = (texts: string[]) => log(...texts);", ["texts"]],
])("%s is found", (text, arrays) => {
  expect(arraysIn(text)).toEqual(arrays);
});

test.each([
  "const all = [...rows, ...others];",
  "const all = new Set([...rows, ...others]);",
  "all.push(...[1, 2]);",
  "const two = [1, 2] as const;\nMath.max(...two.map((one) => one + 1));",
  "const log = (...texts: string[]) => console.log(...texts);",
  "all.push(...(many ? [1, 2] : []));",
])("%s is fine", (text) => {
  expect(arraysIn(text)).toEqual([]);
});
