import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { withSettings } from "../../scripts/write-settings-table.ts";
import { settings } from "../../src/config.ts";

const root = join(import.meta.dirname, "../..");
const readme = await readFile(join(root, "README.md"), "utf8");
const scripts = Object.keys(JSON.parse(await readFile(join(root, "package.json"), "utf8")).scripts);
/** What people read: the documents at the top, and those in docs. */
const documents = await Promise.all(
  (await readdir(root, { recursive: true }))
    .filter((file) => /^(docs\/)?[^/]+\.md$/.test(file))
    .map(async (file) => ({ file, text: await readFile(join(root, file), "utf8") })),
);

test("the README's table of settings is what the program reads (npm run readme writes it)", () => {
  expect(readme).toBe(withSettings(readme));
  expect([...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name)).toEqual(Object.keys(settings));
});

test("every script the documents name is there", () => {
  expect(missingScripts("run `npm run demo`, then npm test; not npm run nothing-such")).toEqual(["nothing-such"]);
  for (const { file, text } of documents) expect(missingScripts(text), file).toEqual([]);
});

/** The scripts that a text has people run, and that are not there. */
function missingScripts(text: string): string[] {
  const named = [...text.matchAll(/\bnpm (?:run(?: -[\w-]+)* ([\w:-]+)|(start|test)\b)/g)];
  return named.flatMap(([, run, known]) => run ?? known ?? []).filter((name) => !scripts.includes(name));
}

test("every file the documents link to is there", async () => {
  expect(documents.map(({ file }) => file)).toContain("README.md");
  expect(await deadLinks("README.md", "[a](LICENSE) [b](nowhere.md#x) [c](https://example.com) [d](#here)")).toEqual([
    "nowhere.md#x",
  ]);
  for (const { file, text } of documents) expect(await deadLinks(file, text), file).toEqual([]);
});

/** Relative links, of text and of images, that lead nowhere. */
async function deadLinks(file: string, text: string): Promise<string[]> {
  const links = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)|\b(?:src|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? "");
  const dead = await Promise.all(
    links
      .filter((link) => !/^([a-z]+:|#)/.test(link))
      .map(async (link) => {
        const there = await stat(join(root, dirname(file), link.split("#")[0] as string)).catch(() => undefined);
        return there ? [] : [link];
      }),
  );
  return dead.flat();
}
