import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");

/** Folder of the console built of the sources as they are now, named after what is in them: one that is out of date is never served. */
export function consoleFolder(): string {
  const hash = createHash("sha256");
  const sources = globSync("console/**/*.{ts,tsx,css,html,svg}", { cwd: root }).toSorted();
  for (const file of [...sources, "package-lock.json"]) hash.update(file).update(readFileSync(join(root, file)));
  return join(root, "dist", `console-${hash.digest("hex").slice(0, 16)}`);
}
