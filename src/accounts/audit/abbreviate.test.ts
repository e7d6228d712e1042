import { expect, test } from "vitest";
import { abbreviate } from "./abbreviate.ts";

const large = "x".repeat(5000);

test("ordinary values stay as they are", () => {
  const image = {
    name: "Summer",
    script: "s".repeat(1024),
    at: new Date(0),
    list: Array.from({ length: 500 }, (_, i) => i),
    settings: { a: { b: [1, { c: null }] } },
  };
  expect(abbreviate(image)).toEqual(JSON.parse(JSON.stringify(image)));
});

test("a long text is cut to its beginning, size, and hash", () => {
  expect(abbreviate({ id: 7, script: large })).toEqual({
    id: 7,
    script: expect.stringMatching(/^x{200}… \(5 kB, sha256 [0-9a-f]{16}\)$/),
  });
});

test("a long list keeps its first items, at any depth", () => {
  const leadIds = Array.from({ length: 900_000 }, (_, i) => 1_000_000 + i);
  const { criteria } = abbreviate({ criteria: { leadIds } }) as { criteria: { leadIds: unknown[] } };
  expect(criteria.leadIds.slice(0, 2)).toEqual([1_000_000, 1_000_001]);
  expect(criteria.leadIds.at(-1)).toMatch(/^… \(900,000 items, 7 MB, sha256 [0-9a-f]{16}\)$/);
  expect(JSON.stringify(criteria).length).toBeLessThan(9000);
});

test("an object of many fields keeps the first ones", () => {
  const settings = Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`setting${i}`, i]));
  const short = (abbreviate({ settings }) as { settings: Record<string, unknown> }).settings;
  expect(short.setting0).toBe(0);
  expect(short["…"]).toMatch(/^… \(9,000 fields, \d+ kB, sha256 /);
  expect(JSON.stringify(short).length).toBeLessThan(9000);
});

test("values that differ only in the part left out still differ", () => {
  expect(abbreviate({ script: `${large}a` })).not.toEqual(abbreviate({ script: `${large}b` }));
  const list = Array.from({ length: 5000 }, (_, i) => i);
  expect(abbreviate({ list: [...list, 1] })).not.toEqual(abbreviate({ list: [...list, 2] }));
});

test("a cut within a surrogate pair leaves no half", () => {
  expect(JSON.stringify(abbreviate({ text: `${"x".repeat(199)}${"😀".repeat(1000)}` })).isWellFormed()).toBe(true);
});
