import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The default export of every module below a folder, sorted by file name. Throws when a module lacks one that `accept` takes, or
 * when two have the same name, so that a forgotten or doubled unit stops the start and not a customer.
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
