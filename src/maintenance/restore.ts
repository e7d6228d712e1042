import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { restore } from "../db/backup/restore.ts";
import { giveUp, rowsOf, secondsSince, tell, tellPart } from "./tell.ts";
import { withDatabase } from "./with-database.ts";

const usage = `npm run restore -- FILE [--replace]

  Puts what a backup holds into the database: the embedded one, or the one of DATABASE_URL. The program must not be running. Refuses a database
  that is not empty, unless --replace says that what is in it may go. Nothing is changed unless all of the backup could be read and
  checked. Backups of older versions are brought to this one.

  What was waiting goes on when the program starts: mails that were queued are sent, actions that ran are finished.
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
  const manifest = await withDatabase((connectionString) =>
    restore(connectionString, resolve(file), { replace: values.replace, say: tellPart }),
  );
  tell("");
  tell(
    `${rowsOf(manifest)} rows of ${manifest.createdAt} restored and checked, in ${secondsSince(begun)}. Start the program with npm start.`,
  );
}

main().catch((error: unknown) => giveUp("Nothing was restored, and nothing changed", error));
