import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { makeBenchDatabase } from "./support/bench-database.ts";
import { saveReport } from "./support/documents.ts";
import type { Figure } from "./support/figure.ts";
import { describeMachine, formatTable, type Report, reportOf } from "./support/report.ts";

const folder = join(import.meta.dirname, "figures");

/** Every figure by the name of its file. */
async function readFigures(): Promise<Map<string, Figure>> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const modules = files.map(async (file) => {
    const { default: one } = (await import(join(folder, file))) as { default: Figure };
    return [basename(file, ".ts"), one] as const;
  });
  return new Map((await Promise.all(modules)).sort(([a], [b]) => a.localeCompare(b)));
}

/** Runs a figure and reports its comparisons with the load and the program's peak memory. */
async function measure(
  name: string,
  one: Figure,
  given: { rows?: number; rounds?: number },
  settings: Record<string, string>,
  asLoaded: boolean,
): Promise<Report> {
  const { rows, rounds } = { rows: one.rows, rounds: one.rounds, ...given };
  const before = describeMachine();
  let peak: number | undefined;
  const comparisons = await one.run({
    rows,
    rounds,
    async makeDatabase(size) {
      const made = await makeBenchDatabase(size, settings, asLoaded);
      return {
        ...made,
        async [Symbol.asyncDispose]() {
          peak = Math.max(peak ?? 0, (await made.program.peakMemory()) ?? 0) || undefined;
          await made[Symbol.asyncDispose]();
        },
      };
    },
  });
  return await reportOf(asLoaded ? `${name}-as-loaded` : name, { rows, rounds, before, peak }, comparisons);
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      rows: { type: "string" },
      rounds: { type: "string" },
      set: { type: "string", multiple: true, default: [] },
      "as-loaded": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      record: { type: "boolean", default: false },
    },
  });
  const known = await readFigures();
  const unknown = positionals.filter((name) => !known.has(name));
  if (positionals.length === 0 || unknown.length > 0) {
    for (const name of unknown) process.stdout.write(`There is no figure named ${name}.\n\n`);
    process.stdout.write(
      "npm run bench -- NAME … [--rows N] [--rounds N] [--as-loaded] [--set PARAMETER=VALUE] [--json] [--record]\n\n",
    );
    for (const [name, { about, rows, rounds }] of known)
      process.stdout.write(`  ${name.padEnd(12)}${about} (${rows} rows, ${rounds} rounds)\n`);
    process.exitCode = unknown.length > 0 ? 1 : 0;
    return;
  }
  const given = {
    ...(values.rows === undefined ? {} : { rows: Number(values.rows) }),
    ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
  };
  // Database server parameters to try out, on top of the product's own.
  const settings = Object.fromEntries(values.set.map((one) => one.split("=") as [string, string]));
  for (const name of positionals) {
    const report = await measure(name, known.get(name) as Figure, given, settings, values["as-loaded"]);
    process.stdout.write(values.json ? `${JSON.stringify(report, undefined, 2)}\n` : formatTable(report));
    if (values.record) await saveReport(report);
  }
}

await main();
