import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withReachableData } from "./data-folder.ts";

const isRoot = process.getuid?.() === 0;
let home: string;
/** Where the program is started. */
let folder: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "leadyard-home-"));
  folder = join(home, "leadyard");
  await mkdir(folder);
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** The data folder chosen, and what is said about it. */
async function choose(settings: { DATABASE_URL?: string } = {}, chosen = false): Promise<[string, string[]]> {
  const said: string[] = [];
  const { LEADYARD_DATA } = await withReachableData(
    { LEADYARD_DATA: join(folder, "data"), ...settings },
    { chosen, fallback: "/elsewhere", say: (line) => said.push(line) },
  );
  return [LEADYARD_DATA, said];
}

test.runIf(isRoot)(
  "in a folder that root's database cannot enter, data is kept elsewhere, and one line says so",
  async () => {
    const [chosen, said] = await choose();
    expect(chosen).toBe("/elsewhere");
    expect(said).toEqual([expect.stringMatching(/^Data is kept in \/elsewhere: .+ LEADYARD_DATA .+$/)]);
    expect(said[0]).toContain(folder);
  },
);

test("in a folder that the database can enter, data is kept there", async () => {
  await chmod(home, 0o755);
  expect(await choose()).toEqual([join(folder, "data"), []]);
  await mkdir(join(folder, "data"), { mode: 0o700 });
  expect(await choose()).toEqual([join(folder, "data"), []]);
});

test.each([
  ["somebody has chosen it", {}, true],
  ["the database is another one", { DATABASE_URL: "postgres://127.0.0.1/leads" }, false],
])("a data folder stays what it is if %s", async (_, settings, chosen) => {
  expect(await choose(settings, chosen)).toEqual([join(folder, "data"), []]);
});

test("a database that is there is never replaced by an empty one elsewhere", async () => {
  await mkdir(join(folder, "data/postgres"), { recursive: true });
  expect(await choose()).toEqual([join(folder, "data"), []]);
});
