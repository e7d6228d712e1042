import type { BenchDatabase } from "./bench-database.ts";
import type { Server } from "./clients.ts";
import { addressOf, spawnProgram, stopProcess } from "./program.ts";

/** Starts the yardstick of requests as a process of its own, as the program is one. */
export async function startRoute({ databaseUrl }: BenchDatabase): Promise<Server & AsyncDisposable> {
  const child = spawnProgram([process.execPath, "bench/support/route.ts", databaseUrl], {});
  const url = await addressOf(child, /route at (http\S+)/);
  return { url, [Symbol.asyncDispose]: () => stopProcess(child) };
}
