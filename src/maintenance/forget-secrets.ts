import type { Config } from "../config.ts";
import { connect } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { loadKeys } from "../db/secrets/load-keys.ts";
import { forgetUnreadable } from "../db/secrets/stored-secrets.ts";
import { failCommand, printLine } from "./tell.ts";
import { withDatabase } from "./with-database.ts";

const usage = `npm run forget-secrets

  For when the key of secrets (LEADYARD_KEY, LEADYARD_KEY_FILE) is lost: removes the secrets that the current key does not open, and says
  what must be entered again. Stop all instances of the program first. Works on the embedded database, or the one of DATABASE_URL.
`;

/** Removes the secrets of the database that the configured keys do not open, and prints what must be entered again. */
export async function forgetSecrets(connectionString: string, config: Config): Promise<number> {
  await migrate(connectionString);
  const db = connect(connectionString, () => undefined, 1, await loadKeys(config));
  try {
    const lines = await forgetUnreadable(db);
    if (lines.length > 0) printLine("These secrets were stored under another key, and are gone:");
    for (const line of lines) printLine(`- ${line}`);
    return lines.length;
  } finally {
    await db.close();
  }
}

async function main(): Promise<void> {
  if (process.argv.length > 2) {
    process.stdout.write(usage);
    process.exitCode = 1;
    return;
  }
  if ((await withDatabase(({ owner }, config) => forgetSecrets(owner, config))) === 0)
    printLine("The current key opens all secrets. Nothing changed.");
}

if (import.meta.main) main().catch((error: unknown) => failCommand("No secrets were removed", error));
