import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { backUp } from "../db/backup/backup.ts";
import { failCommand, formatBytes, printLine, printPart, secondsSince, totalRows } from "./tell.ts";
import { withDatabase } from "./with-database.ts";

const usage = `npm run backup -- FILE

  Writes everything in the database to FILE, as of this moment. The program may be running. Backs up the embedded database, or
  the one of DATABASE_URL. The file contains personal data and password hashes. Secrets in it, such as second factors and signing keys, are encrypted; keep their key
  (LEADYARD_KEY, or the file leadyard.key in the data folder) too, in another place.
  Only you can read it; keep it that way.
`;

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    process.stdout.write(usage);
    process.exitCode = 1;
    return;
  }
  const path = resolve(file);
  const begun = performance.now();
  const manifest = await withDatabase(({ owner }) => backUp(owner, path, printPart));
  const { size: bytes } = await stat(path);
  printLine("");
  printLine(`${totalRows(manifest)} rows in ${path} (${formatBytes(bytes)}), in ${secondsSince(begun)}.`);
  printLine(
    "It contains personal data and password hashes. Only you can read it; keep it that way, and keep its key elsewhere.",
  );
}

main().catch((error: unknown) => failCommand("No backup was made", error));
