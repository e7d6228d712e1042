import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { withSettings } from "../../scripts/write-settings-table.ts";
import { settings } from "../../src/config.ts";

const root = join(import.meta.dirname, "../..");
const readme = await readFile(join(root, "README.md"), "utf8");
const scripts = Object.keys(JSON.parse(await readFile(join(root, "package.json"), "utf8")).scripts);
/** The Markdown documents at the top level and in docs. */
const documents = await Promise.all(
  (await readdir(root, { recursive: true }))
    .filter((file) => /^(docs\/)?[^/]+\.md$/.test(file))
    .map(async (file) => ({ file, text: await readFile(join(root, file), "utf8") })),
);

test("the README's settings table matches the settings the program reads (npm run readme writes it)", () => {
  expect(readme).toBe(withSettings(readme));
  expect([...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name)).toEqual(Object.keys(settings));
});

test("every npm script the documents mention exists", () => {
  expect(missingScripts("run `npm run demo`, then npm test; not npm run nothing-such")).toEqual(["nothing-such"]);
  for (const { file, text } of documents) expect(missingScripts(text), file).toEqual([]);
});

/** The npm scripts that a text mentions and that do not exist. */
function missingScripts(text: string): string[] {
  const named = [...text.matchAll(/\bnpm (?:run(?: -[\w-]+)* ([\w:-]+)|(start|test)\b)/g)];
  return named.flatMap(([, run, known]) => run ?? known ?? []).filter((name) => !scripts.includes(name));
}

test("every file the documents link to exists", async () => {
  expect(documents.map(({ file }) => file)).toContain("README.md");
  expect(await deadLinks("README.md", "[a](LICENSE) [b](nowhere.md#x) [c](https://example.com) [d](#here)")).toEqual([
    "nowhere.md#x",
  ]);
  for (const { file, text } of documents) expect(await deadLinks(file, text), file).toEqual([]);
});

/** Relative links and image sources whose files do not exist. */
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
