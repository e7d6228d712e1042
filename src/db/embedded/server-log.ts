import { chmod, copyFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { Cluster } from "./embedded-cluster.ts";

/** Bytes after which the log is set aside. With the one before, it takes at most twice as much. */
const limit = 5 * 1024 * 1024;

export const logFile = ({ folder }: Pick<Cluster, "folder">): string => join(folder, "server.log");

/**
 * What the server writes to its log: starts, stops, crashes, and refused connections. Not failed statements: their
 * messages quote values, such as phone numbers, and the program logs those that nobody expected.
 */
export const logSettings: Record<string, string> = {
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_statement: "none",
  log_min_duration_statement: "-1",
  log_min_duration_sample: "-1",
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
  log_lock_waits: "off",
};

/** Sets the log aside once it is large, replacing the one before. The server appends, so it goes on in the emptied file. */
export async function boundLog(cluster: Pick<Cluster, "folder">, bytes = limit): Promise<void> {
  const log = logFile(cluster);
  const { size } = await stat(log).catch(() => ({ size: 0 }));
  if (size <= bytes) return;
  await copyFile(log, `${log}.1`);
  await chmod(`${log}.1`, 0o600);
  await truncate(log);
}
