import { expect, test } from "vitest";
import { parseSource, programSources } from "../support/sources/program-sources.ts";
import { type RegularExpression, regularExpressions } from "../support/sources/regular-expressions.ts";

// Its binaries for some platforms answer the same, faster: the JavaScript checks all of ours in seconds.
process.env.RECHECK_SYNC_BACKEND = "pure";
const { checkSync } = await import("recheck");

/** Seconds for one expression, after which it counts as a bad one; most take hundredths. */
const patience = 30;

/** Why an expression may take more than linear time, or can't be checked; undefined if it is linear. */
function problemOf({ at, source, flags }: RegularExpression): string | undefined {
  if (source === null) return `${at}: compose the expression of constants of the file`;
  const found = checkSync(source, flags, { timeout: patience * 1000 });
  if (found.status === "safe") return undefined;
  const why =
    found.status === "vulnerable"
      ? `${found.complexity.summary} for ${JSON.stringify(found.attack.pattern)}`
      : `cannot be checked: ${found.error.kind}`;
  return `${at}: /${source}/${flags} ${why}`;
}

const problemsIn = (text: string) =>
  regularExpressions(parseSource("src/planted.ts", text)).flatMap((one) => problemOf(one) ?? []);

test("no regular expression takes more than linear time, whatever text it gets", () => {
  const all = programSources().flatMap(regularExpressions);
  expect(all.length).toBeGreaterThan(80);
  const distinct = new Map(all.map((one) => [`/${one.source}/${one.flags}`, one]));
  expect([...distinct.values()].flatMap((one) => problemOf(one) ?? [])).toEqual([]);
});

test.each([
  ["a literal", "export const a = /^(a+)+$/;"],
  [
    "a literal that starts again at every character",
    'export const a = (text: string) => text.replace(/\\[[^\\]]*\\]/g, "");',
  ],
  ["a loop over several characters", "export const a = /^(?:ab|abab)*$/;"],
  ["a constructor", 'export const a = new RegExp("\\\\d+x");'],
  ["a constructor without new", 'export const a = RegExp("\\\\d+x", "g");'],
  ["a constructor of constants", 'const digits = "\\\\d+";\nexport const a = new RegExp(digits + digits + "$");'],
  ["a schema's pattern", 'export const a = Type.String({ maxLength: 320, pattern: "^\\\\S+@\\\\S+$" });'],
  [
    "a schema's pattern of constants",
    'const name = "\\\\S+";\nexport const a = { pattern: `^\x24{name}@\x24{name}$` };',
  ],
  ["an expression that only a run tells", "export const a = (text: string) => new RegExp(text);"],
  ["flags that the checker does not know", "export const a = /[a--b]/v;"],
])("%s is found", (_, text) => {
  expect(problemsIn(text)).toHaveLength(1);
});

test("linear expressions are none of its business", () => {
  expect(problemsIn('export const a = [/^\\d+$/, /[,;]/g, new RegExp("^a+$", "i"), { pattern: "^b*$" }];')).toEqual([]);
});
