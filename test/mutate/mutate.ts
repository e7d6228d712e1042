import { globSync, readFileSync, writeFileSync } from "node:fs";
import { cp, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createVitest, type Vitest } from "vitest/node";
import { seededRandom } from "../../clients/seeded-random.ts";
import { areas } from "./areas.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

// Changes the program in one place at a time and runs the tests of that area, in copies of this folder. A change that
// no test notices survives. docs/testing.md explains the options and lists the survivors.

const { values } = parseArgs({
  options: {
    area: { type: "string" },
    only: { type: "string" },
    sample: { type: "string", default: "25" },
    seed: { type: "string", default: "1" },
  },
});

interface Trial extends Mutant {
  area: string;
}

// The slowest stage takes two minutes; a change that makes the tests wait forever is noticed too.
const longestStage = 300_000;
const random = seededRandom(Number(values.seed));
const waiting = random.shuffled(
  Object.keys(areas)
    .filter((area) => values.area === undefined || values.area === area)
    .flatMap(trialsIn),
);
if (waiting.length === 0) throw new Error(`Nothing to change; --area takes ${Object.keys(areas).join(", ")}`);

const score = new Map<string, { tried: number; noticed: number }>();
const survivors: Trial[] = [];
// Two cores run two copies.
await Promise.all([work(), work()]);
for (const [area, { tried, noticed }] of score)
  console.log(`${area}: ${noticed} of ${tried} noticed (${((100 * noticed) / tried).toFixed(0)} %)`);
for (const one of survivors.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line))
  console.log(`${one.file}:${one.line}\n  - ${one.before.trim()}\n  + ${one.after.trim()}`);
process.exit();

/** Some changes of an area, or all of them in the file or line that `--only` names. */
function trialsIn(area: string): Trial[] {
  const all = globSync([...(areas[area]?.files ?? [])])
    .filter((file) => !file.endsWith(".test.ts"))
    .sort()
    .flatMap((file) => mutantsOf(file, readFileSync(file, "utf8")))
    .map((mutant) => ({ ...mutant, area }));
  if (values.only === undefined) return random.shuffled(all).slice(0, Number(values.sample));
  return all.filter(({ file, line }) => `${file}:${line}:`.startsWith(`${values.only}:`));
}

/** Tries the waiting changes one after the other, in a copy of its own. */
async function work(): Promise<void> {
  const copy = await mkdtemp(join(tmpdir(), "leadyard-mutate-"));
  for (const name of await readdir("."))
    if (!name.startsWith(".") && !["node_modules", "data", "dist"].includes(name))
      await cp(name, join(copy, name), { recursive: true });
  for (const name of ["node_modules", "dist"]) await symlink(resolve(name), join(copy, name));
  let tests: Vitest | undefined;
  for (let trial = waiting.pop(); trial !== undefined; trial = waiting.pop()) {
    const file = join(copy, trial.file);
    const original = readFileSync(file, "utf8");
    writeFileSync(file, trial.text);
    tests ??= await startTests(copy);
    tests.invalidateFile(file);
    const noticed = await failingStage(tests, copy, areas[trial.area]?.stages ?? []);
    writeFileSync(file, original);
    if (noticed === "stuck") {
      await close(tests);
      tests = undefined;
    } else tests.invalidateFile(file);
    const { tried, noticed: before } = score.get(trial.area) ?? { tried: 0, noticed: 0 };
    score.set(trial.area, { tried: tried + 1, noticed: before + (noticed === undefined ? 0 : 1) });
    if (noticed === undefined) survivors.push(trial);
    console.error(`${noticed ?? "SURVIVED"}\t${trial.file}:${trial.line}\t${trial.after.trim()}`);
  }
  if (tests) await close(tests);
  await rm(copy, { recursive: true });
}

/** Closes, but not for longer than 30 s: a test that waits forever would keep its worker, and this program, from ending. */
async function close(tests: Vitest): Promise<void> {
  await Promise.race([tests.close(), sleep(30_000)]);
}

async function startTests(root: string): Promise<Vitest> {
  const settings = {
    root,
    watch: false,
    bail: 1,
    maxWorkers: 1,
    reporters: [{}],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  };
  return await createVitest("test", settings, { logLevel: "silent" });
}

/** The test file that notices the change, "stuck" if a stage never ends, or undefined. */
async function failingStage(
  tests: Vitest,
  root: string,
  stages: readonly (readonly string[])[],
): Promise<string | undefined> {
  for (const stage of stages) {
    const specifications = await tests.globTestSpecifications([...stage]);
    const run = tests.runTestSpecifications(specifications);
    const result = await Promise.race([run, sleep(longestStage, undefined)]);
    if (result === undefined) return "stuck";
    if (result.unhandledErrors.length > 0) return "unhandled error";
    // The result still has the modules of earlier runs.
    const ran = new Set(specifications.map(({ moduleId }) => moduleId));
    const failed = result.testModules.find((module) => ran.has(module.moduleId) && module.state() === "failed");
    if (failed !== undefined) return relative(root, failed.moduleId);
  }
  return undefined;
}
