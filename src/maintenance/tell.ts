import type { Manifest, Part } from "../db/backup/backup-file.ts";

/** Prints a line to the terminal. */
export const printLine = (line: string): void => void process.stdout.write(`  ${line}\n`);

/** Ends the process with a single line that says what failed and why. */
export function failCommand(what: string, error: unknown): void {
  const words = error instanceof AggregateError && error.errors.length > 0 ? (error.errors[0] as unknown) : error;
  process.stderr.write(`${what}: ${words instanceof Error ? words.message : String(words)}\n`);
  process.exitCode = 1;
}

/** Prints a line for a table, if it has rows. */
export function printPart({ name, rows, bytes }: Part): void {
  if (rows > 0)
    printLine(`${name.padEnd(24)}${rows.toLocaleString("en-US").padStart(12)} rows ${formatBytes(bytes).padStart(10)}`);
}

export const totalRows = ({ tables }: Manifest): string =>
  tables.reduce((sum, { rows }) => sum + rows, 0).toLocaleString("en-US");

export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

export const secondsSince = (begun: number): string => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
