import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "leadyard-console-"));
  await mkdir(join(root, "src/http/core/pages"), { recursive: true });
  await cp(join(import.meta.dirname, "console-folder.ts"), join(root, "src/http/core/pages/console-folder.ts"));
  await mkdir(join(root, "dist/console-packed"), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The console folder that the program in `root` would serve. */
async function find(): Promise<string> {
  const { consoleFolder } = (await import(
    join(root, "src/http/core/pages/console-folder.ts")
  )) as typeof import("./console-folder.ts");
  return consoleFolder();
}

test("without sources the console that came with the package is served", async () => {
  expect(await find()).toBe(join(root, "dist/console-packed"));
});

test("next to its sources a console built from others is not served", async () => {
  await mkdir(join(root, "console"));
  await writeFile(join(root, "console/main.tsx"), "");
  await writeFile(join(root, "package-lock.json"), "{}");
  expect(await find()).toMatch(/dist\/console-[0-9a-f]{16}$/);
});
