import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { leadActions } from "../../src/leads/catalogue.ts";

const folder = join(import.meta.dirname, "../../src/leads/actions");
const tests = (await readdir(folder)).filter((file) => file.endsWith(".test.ts"));
const texts = (await Promise.all(tests.map((file) => readFile(join(folder, file), "utf8")))).join("\n");

test.each(leadActions.map(({ name }) => name))("%s is tested by the contract for all actions", (name) => {
  expect(texts).toMatch(new RegExp(`action(Table\\(\\w+(\\(\\))?, |Contract\\()"${name}"`));
});
