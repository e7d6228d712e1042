import { type Config, readConfig } from "../config.ts";
import { withReachableData } from "../data-folder.ts";
import { startEmbedded } from "../db/embedded/embedded.ts";
import { type DatabaseUrls, externalDatabase } from "../db/roles.ts";

/**
 * Runs the function on the configured database. Starts the embedded one if it is not running, and stops it afterwards
 * unless another process uses it.
 */
export async function withDatabase<T>(run: (urls: DatabaseUrls, config: Config) => Promise<T>): Promise<T> {
  const config = await withReachableData(readConfig());
  const external = externalDatabase(config);
  if (external) return await run(external, config);
  const server = await startEmbedded(config.LEADYARD_DATA);
  try {
    return await run(await server.urls("leadyard"), config);
  } finally {
    await server.stop();
  }
}
