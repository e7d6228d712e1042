import { globSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildConsole } from "./build-console.ts";

const root = join(import.meta.dirname, "..");

interface Locked {
  engines?: unknown;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/**
 * The lock file for an archive. npm packs none under its usual name, but takes this one for the same. Without engines, as npm checks them
 * against its own Node and not against the one the packages run on; and without optional peers, for which `npm ci --omit=dev` installs
 * tools of developers.
 */
export function shrinkwrapOf(lockFile: string): string {
  const lock = JSON.parse(lockFile) as { packages: Record<string, Locked> };
  for (const locked of Object.values(lock.packages)) {
    delete locked.engines;
    for (const [name, { optional }] of Object.entries(locked.peerDependenciesMeta ?? {}))
      if (optional) delete locked.peerDependencies?.[name];
  }
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}

/** Prepares `npm pack`: builds the console, removes older builds, and writes a lock file. */
async function main(): Promise<void> {
  const console = await buildConsole();
  for (const other of globSync(join(root, "dist/console-*"))) {
    if (other !== console) await rm(other, { recursive: true });
  }
  const lock = await readFile(join(root, "package-lock.json"), "utf8");
  await writeFile(join(root, "npm-shrinkwrap.json"), shrinkwrapOf(lock));
}

if (import.meta.main) await main();
