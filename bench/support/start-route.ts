import type { BenchDatabase } from "./bench-database.ts";
import type { Server } from "./clients.ts";
import { addressOf, spawnProgram, stopProcess } from "./program.ts";

/** Starts the yardstick route as its own process, since the program is one too. */
export async function startRoute({ databaseUrl }: BenchDatabase): Promise<Server & AsyncDisposable> {
  const child = spawnProgram([process.execPath, "bench/support/route.ts", databaseUrl], {});
  const url = await addressOf(child, /route at (http\S+)/);
  return { url, [Symbol.asyncDispose]: () => stopProcess(child) };
}
