import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The default export of every module in a folder and below, sorted by file name. A module that has only named exports
 * is shared code, not a unit. Throws if `accept` rejects a default export, if a module exports nothing, or if two units
 * have the same name, so that a forgotten or duplicate unit fails the start instead of a customer's request.
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
