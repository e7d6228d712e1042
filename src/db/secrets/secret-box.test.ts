import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadKeys } from "./load-keys.ts";
import { secretBox } from "./secret-box.ts";

const [older, newer] = [randomBytes(32), randomBytes(32)];

test("a sealed text opens in its place, and is sealed differently each time", () => {
  const box = secretBox([newer]);
  const sealed = box.seal("päßword", "archive.password 1/7");
  expect(sealed).not.toContain("word");
  expect(box.open(sealed, "archive.password 1/7")).toBe("päßword");
  expect(box.seal("päßword", "archive.password 1/7")).not.toBe(sealed);
});

test("it opens nowhere else, not with another key, and not if a byte was changed", () => {
  const box = secretBox([newer]);
  const sealed = box.seal("secret", "archive.password 1/7");
  expect(() => box.open(sealed, "archive.password 1/8")).toThrow("belongs elsewhere");
  expect(() => secretBox([older]).open(sealed, "archive.password 1/7")).toThrow("which is not here");
  expect(() => box.open(`${sealed.slice(0, -2)}AA`, "archive.password 1/7")).toThrow("was changed");
  expect(() => box.open(sealed.slice(0, 30), "archive.password 1/7")).toThrow("was changed");
});

test("an older key opens, the newest seals, and a text in the clear stays as it is", () => {
  const before = secretBox([older]).seal("secret", "x");
  const box = secretBox([newer, older]);
  expect(box.open(before, "x")).toBe("secret");
  expect([before, "secret", box.seal("secret", "x")].map((text) => box.isCurrent(text))).toEqual([false, false, true]);
  expect(box.open("secret", "x")).toBe("secret");
});

test("the key file is created once, for its owner only, and holds what LEADYARD_KEY takes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "leadyard-keys-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const settings = { LEADYARD_DATA: join(folder, "data") };
  const boxes = await Promise.all([loadKeys(settings), loadKeys(settings)]);
  const path = join(folder, "data", "leadyard.key");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const sealed = boxes[0]?.seal("secret", "x") ?? "";
  const LEADYARD_KEY = (await readFile(path, "utf8")).trim();
  for (const box of [
    boxes[1],
    await loadKeys({ ...settings, LEADYARD_KEY: `${newer.toString("base64")}, ${LEADYARD_KEY}` }),
  ])
    expect(box?.open(sealed, "x")).toBe("secret");
  await writeFile(path, "no key\n");
  await expect(loadKeys(settings)).rejects.toThrow(`LEADYARD_KEY_FILE ${path} does not hold keys`);
});
