import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");

/**
 * Folder of the console built of the sources as they are now, named after what is in them: one that is out of date is never served. Without
 * sources, as in an archive of `npm pack`, the one that came along.
 */
export function consoleFolder(): string {
  if (!existsSync(join(root, "console"))) {
    const [packed = "console-none"] = globSync("console-*", { cwd: join(root, "dist") });
    return join(root, "dist", packed);
  }
  const hash = createHash("sha256");
  const sources = globSync("console/**/*.{ts,tsx,css,html,svg}", { cwd: root }).toSorted();
  for (const file of [...sources, "package-lock.json"]) hash.update(file).update(readFileSync(join(root, file)));
  return join(root, "dist", `console-${hash.digest("hex").slice(0, 16)}`);
}
