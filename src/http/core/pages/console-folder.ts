import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../../..");

/**
 * Folder of the console built from the current sources. Its name is a hash of them, so an outdated build is never
 * served. Without sources, as in an archive made by `npm pack`, it is the folder that came with the archive.
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
