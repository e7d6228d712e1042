import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { median } from "./measure.ts";
import { formatGoal, formatNumber, type Report } from "./report.ts";

const results = join(import.meta.dirname, "../results");
const page = join(import.meta.dirname, "../../docs/benchmarks.md");
const [begin, end] = ["<!-- figures -->", "<!-- /figures -->"];

/** Saves a report in bench/results and rewrites the table of all saved reports in docs/benchmarks.md. */
export async function saveReport(report: Report): Promise<void> {
  await mkdir(results, { recursive: true });
  await writeFile(join(results, `${report.figure}.json`), `${JSON.stringify(report, undefined, 2)}\n`);
  const files = (await readdir(results)).sort();
  const reports = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(results, file), "utf8")) as Report),
  );
  const text = await readFile(page, "utf8");
  const [before, after] = [text.split(begin)[0], text.split(end)[1]];
  await writeFile(page, `${before}${begin}\n${tableOf(reports)}\n${end}${after}`);
}

function tableOf(reports: readonly Report[]): string {
  const lines = reports.flatMap((report) => report.comparisons.map((comparison) => row(report, comparison)));
  return [
    "| figure | measured | against | ratio | goal | memory | taken |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

function row(
  { figure, rounds, commit, machine, load, peakMemory }: Report,
  { what, yardstick, unit, measured, compared, ratio, goal, met }: Report["comparisons"][number],
): string {
  const taken = `${commit}, ${machine.processors} processors, ${machine.memoryGb} GB, ${rounds} rounds, load ${formatNumber(load.before)}–${formatNumber(load.after)}`;
  const cells = [
    `${figure}: ${what}`,
    `${formatNumber(median(measured))} ${unit}`,
    `${yardstick}, ${formatNumber(median(compared))} ${unit}`,
    formatNumber(ratio),
    `${formatGoal(goal)}${met ? "" : " (missed)"}`,
    peakMemory === undefined ? "" : `${peakMemory} MB`,
    taken,
  ];
  return `| ${cells.join(" | ")} |`;
}
