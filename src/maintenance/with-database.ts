import { type Config, readConfig } from "../config.ts";
import { withReachableData } from "../data-folder.ts";
import { startEmbedded } from "../db/embedded/embedded.ts";

/**
 * Runs the function on the configured database. Starts the embedded one if it is not running, and stops it afterwards
 * unless another process uses it.
 */
export async function withDatabase<T>(run: (connectionString: string, config: Config) => Promise<T>): Promise<T> {
  const config = await withReachableData(readConfig());
  if (config.DATABASE_URL !== undefined) return await run(config.DATABASE_URL, config);
  const server = await startEmbedded(config.LEADYARD_DATA);
  try {
    return await run(await server.url("leadyard"), config);
  } finally {
    await server.stop();
  }
}
