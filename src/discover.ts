import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The default export of every module below a folder, sorted by file name. A module with only named exports is shared by its neighbors
 * and is not a unit. Throws when a default export is not of the kind that `accept` takes, when a module exports nothing, or when two units
 * have the same name: a unit that was forgotten or doubled stops the start rather than a customer.
 */
export async function discover<T>(
  folder: string,
  accept: (unit: unknown) => unit is T,
  nameOf: (unit: T) => string,
): Promise<T[]> {
  const files = (await readdir(folder, { recursive: true }))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .sort();
  const seen = new Map<string, string>();
  const units: T[] = [];
  for (const file of files) {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as { default?: unknown };
    if (!("default" in module) && Object.keys(module).length > 0) continue;
    if (!accept(module.default))
      throw new Error(`${join(folder, file)} has no default export of the kind this folder holds`);
    const name = nameOf(module.default);
    const other = seen.get(name);
    if (other) throw new Error(`${file} and ${other} both define ${name}`);
    seen.set(name, file);
    units.push(module.default);
  }
  return units;
}
