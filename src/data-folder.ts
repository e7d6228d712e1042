import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Config, isSet } from "./config.ts";
import { canReach, makeReachable, serverAccount } from "./db/embedded/server-account.ts";

interface Options {
  /** Whether somebody has chosen the folder, which then is used or refused. */
  chosen?: boolean;
  /** The folder used instead. */
  fallback?: string;
  say?: (line: string) => void;
}

/**
 * The settings with a data folder that an embedded database can use. Root's database runs as another user, who cannot enter `./data` in a
 * home like /root; then `/var/lib/leadyard` is used, unless a database is in `./data`, which must not seem lost.
 */
export async function withReachableData<T extends Pick<Config, "LEADYARD_DATA" | "DATABASE_URL">>(
  config: T,
  {
    chosen = isSet("LEADYARD_DATA"),
    fallback = "/var/lib/leadyard",
    say = (line) => process.stdout.write(`${line}\n`),
  }: Options = {},
): Promise<T> {
  const folder = config.LEADYARD_DATA;
  if (config.DATABASE_URL !== undefined) return config;
  const account = await serverAccount();
  const parent = dirname(await realpath(folder).catch(() => folder));
  if (chosen || existsSync(join(folder, "postgres")) || (await canReach(parent, account))) {
    // The demo's database is in a folder below, which opens up only itself.
    if (existsSync(folder)) await makeReachable(folder, account);
    return config;
  }
  say(
    `Data is kept in ${fallback}: the user postgres, as whom root runs the database, cannot enter ${parent}. LEADYARD_DATA chooses another folder.`,
  );
  return { ...config, LEADYARD_DATA: fallback };
}
