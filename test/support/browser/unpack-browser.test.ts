import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";

let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), "leadyard-browser & fonts-"));
});
afterAll(() => rm(cache, { recursive: true, force: true }));

test("workers that start together unpack one browser, with its libraries and fonts, and it shows a page", async () => {
  const unpack = `
    import { unpackBrowser } from ${JSON.stringify(join(import.meta.dirname, "unpack-browser.ts"))};
    await unpackBrowser(process.argv[1]);
  `;
  const workers = [1, 2].map(() =>
    promisify(execFile)(process.execPath, ["--input-type=module", "--eval", unpack, cache]),
  );
  await Promise.all(workers);
  expect(await readdir(cache)).toEqual([expect.stringMatching(/^chromium-[\d.]+$/)]);
  const files = await readdir(cache, { recursive: true });
  expect(files.filter((file) => /(libnss3\.so|OpenSans-Regular\.ttf)$/.test(file))).toHaveLength(2);

  const browser = await launchBrowser(cache);
  const page = await browser.newPage();
  // The font of the package: "il" is 0.505 em wide in Open Sans, rounded on some machines.
  await page.setContent("<span style='font: 100px Open Sans'>il</span>");
  const { width } = (await page.locator("span").boundingBox()) ?? { width: 0 };
  expect(Math.floor(width)).toBe(50);
  await browser.close();
});
