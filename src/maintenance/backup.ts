import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { backUp } from "../db/backup/backup.ts";
import { giveUp, rowsOf, secondsSince, size, tell, tellPart } from "./tell.ts";
import { withDatabase } from "./with-database.ts";

const usage = `npm run backup -- FILE

  Writes everything that is in the database to FILE, as it is at this moment, while the program runs or not: the embedded database, or
  the one of DATABASE_URL. The file holds personal data, password hashes and signing keys: whoever has it has everything. It is made
  readable for you alone; keep it so.
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
  const manifest = await withDatabase((connectionString) => backUp(connectionString, path, tellPart));
  const { size: bytes } = await stat(path);
  tell("");
  tell(`${rowsOf(manifest)} rows in ${path} (${size(bytes)}), in ${secondsSince(begun)}.`);
  tell("It holds personal data, password hashes and signing keys, and is readable for you alone. Keep it so.");
}

main().catch((error: unknown) => giveUp("No backup was made", error));
