import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const { dependencies, devDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const document = await readFile(join(root, "docs/dependencies.md"), "utf8");

test.each([
  ["At run time", dependencies],
  ["For development", devDependencies],
])("docs/dependencies.md names under “%s” the packages of package.json, in their order", (heading, packages) => {
  const [, section = ""] = document.split(`## ${heading}\n`);
  const rows = [...(section.split("\n## ")[0] ?? "").matchAll(/^\| `([^`]+)` \|([^|]+)\|([^|]+)\|([^|]+)\|$/gm)];
  expect(rows.map(([, name]) => name)).toEqual(Object.keys(packages));
});
