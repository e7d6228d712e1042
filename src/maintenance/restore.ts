import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { restore } from "../db/backup/restore.ts";
import { forgetSecrets } from "./forget-secrets.ts";
import { failCommand, printLine, printPart, secondsSince, totalRows } from "./tell.ts";
import { withDatabase } from "./with-database.ts";

const usage = `npm run restore -- FILE [--replace]

  Restores a backup into the database: the embedded one, or the one of DATABASE_URL. The program must not be running. Refuses a database
  that is not empty, unless --replace allows deleting its contents. Changes nothing unless all of the backup could be read and
  checked. Backups of older versions are migrated to this one.

  Secrets (signing keys, second factors, passwords of exports) open only with the key they were stored under, LEADYARD_KEY or LEADYARD_KEY_FILE.
  With another key they are removed, and the command says what must be entered again.

  Pending work continues when the program starts: queued mails are sent, and running actions are finished.
`;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { replace: { type: "boolean", default: false } },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    process.stdout.write(usage);
    process.exitCode = 1;
    return;
  }
  const begun = performance.now();
  const manifest = await withDatabase(async ({ owner }, config) => {
    const restored = await restore(owner, resolve(file), { replace: values.replace, say: printPart });
    // The backup comes without its key.
    await forgetSecrets(owner, config);
    return restored;
  });
  printLine("");
  printLine(
    `Restored and checked ${totalRows(manifest)} rows of ${manifest.createdAt} in ${secondsSince(begun)}. Start the program with npm start.`,
  );
}

main().catch((error: unknown) => failCommand("Nothing was restored, and nothing changed", error));
