import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "leadyard-console-"));
  await mkdir(join(root, "src/http/core"), { recursive: true });
  await cp(join(import.meta.dirname, "console-folder.ts"), join(root, "src/http/core/console-folder.ts"));
  await mkdir(join(root, "dist/console-packed"), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Where the program in the folder looks for its console. */
async function find(): Promise<string> {
  const { consoleFolder } = (await import(
    join(root, "src/http/core/console-folder.ts")
  )) as typeof import("./console-folder.ts");
  return consoleFolder();
}

test("without sources the console is the one that came along", async () => {
  expect(await find()).toBe(join(root, "dist/console-packed"));
});

test("beside sources a console that was built of others is not used", async () => {
  await mkdir(join(root, "console"));
  await writeFile(join(root, "console/main.tsx"), "");
  await writeFile(join(root, "package-lock.json"), "{}");
  expect(await find()).toMatch(/dist\/console-[0-9a-f]{16}$/);
});
