import { execFile } from "node:child_process";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { promisify } from "node:util";
import { type Comparison, isMet, median } from "./measure.ts";

export interface Report {
  figure: string;
  rows: number;
  rounds: number;
  /** The commit it was measured at, with + if src or migrations had uncommitted changes. */
  commit: string;
  machine: Machine;
  /** Load average before and after: processes that wanted a processor, including the benchmark's own. */
  load: { before: number; after: number };
  /** The program's peak memory, in MB. */
  peakMemory: number | undefined;
  comparisons: (Comparison & { ratio: number; met: boolean })[];
}

interface Machine {
  processors: number;
  model: string;
  memoryGb: number;
  load: number;
}

export function describeMachine(): Machine {
  return {
    processors: availableParallelism(),
    model: cpus()[0]?.model ?? "",
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0] ?? 0,
  };
}

export async function reportOf(
  figure: string,
  { rows, rounds, before, peak }: { rows: number; rounds: number; before: Machine; peak: number | undefined },
  comparisons: Comparison[],
): Promise<Report> {
  return {
    figure,
    rows,
    rounds,
    commit: await currentCommit(),
    machine: before,
    load: { before: before.load, after: describeMachine().load },
    peakMemory: peak,
    comparisons: comparisons.map((one) => ({ ...one, ratio: median(one.ratios), met: isMet(one) })),
  };
}

async function currentCommit(): Promise<string> {
  const git = async (...args: string[]) => (await promisify(execFile)("git", args)).stdout.trim();
  const hash = await git("rev-parse", "--short", "HEAD").catch(() => "unknown");
  const changed = await git("status", "--porcelain", "--untracked-files=no", "src", "migrations").catch(() => "");
  return changed === "" ? hash : `${hash}+`;
}

/** A report as a table for a terminal. */
export function formatTable({ figure, rows, rounds, load, peakMemory, comparisons }: Report): string {
  const lines = comparisons.map(({ what, yardstick, unit, measured, compared, ratio, goal, met }) => [
    what,
    `${formatNumber(median(measured))} ${unit}`,
    `${formatNumber(median(compared))} ${unit} ${yardstick}`,
    formatNumber(ratio),
    formatGoal(goal),
    met ? "" : "missed",
  ]);
  const heads = ["measured", "", "against", "ratio", "goal", ""];
  const widths = heads.map((head, i) => Math.max(head.length, ...lines.map((line) => line[i]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return `\n${figure}: ${rows} leads, ${rounds} rounds, load ${formatNumber(load.before)} to ${formatNumber(load.after)}, program's memory up to ${peakMemory ?? "?"} MB\n\n${[heads, ...lines].map(line).join("\n")}\n`;
}

export function formatGoal(goal: Comparison["goal"]): string {
  if ("atMost" in goal) return `≤ ${goal.atMost}`;
  return "atLeast" in goal ? `≥ ${goal.atLeast}` : "";
}

/** A number with at least three significant digits. */
export function formatNumber(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}
