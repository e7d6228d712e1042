import { expect, test } from "vitest";
import { Refusal } from "../../../errors.ts";
import { parseJson } from "./parse-json.ts";

const generous = { depth: 20, values: 1_000_000 };
const parse = (text: string | Buffer, limits = generous) => parseJson(Buffer.from(text), limits);
const refusal = async (text: string | Buffer, limits = generous) =>
  await parse(text, limits).then(
    () => expect.unreachable(),
    (error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      return { code: error.code, ...error.details };
    },
  );

const long = "x".repeat(70_000);
const many = Array.from({ length: 20_000 }, (_, i) => ({ id: i, name: `lead "${i}" \\ é` }));

test.each([
  ["nothing large", { a: [1, -2.5e3, true, false, null, "text"], b: {} }],
  ["a large list", many],
  ["large lists within objects within lists", [1, { first: many, second: many, third: 3 }, many, 4]],
  ["a large list between small members", { a: 1, b: many, c: [2] }],
  ["a large text", { text: long, after: [long, 1] }],
  ["a large name", { [long]: many, [`${long}"`]: 1 }],
  ["large empty members", [Array.from({ length: 40_000 }, () => ({})), []]],
])("parses %s like JSON.parse, with and without spaces", async (_, value) => {
  expect(await parse(JSON.stringify(value))).toEqual(value);
  expect(await parse(`\n ${JSON.stringify(value, null, 2)}\t\r\n`)).toEqual(value);
});

test("a field named __proto__ is a field, also of a large object", async () => {
  const parsed = await parse(`{"__proto__":${JSON.stringify(many)},"a":1}`);
  expect(Object.keys(parsed as object)).toEqual(["__proto__", "a"]);
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
});

test("a byte order mark is skipped, and an empty body is undefined", async () => {
  expect(await parse("\u{FEFF}[1]")).toEqual([1]);
  expect(await parse(" \n")).toBeUndefined();
});

test("requests are served while a large body is parsed", async () => {
  const body = JSON.stringify({ leads: Array.from({ length: 300_000 }, (_, i) => ({ id: i })) });
  let turns = 0;
  let isParsed = false;
  const parsed = parse(body).then(() => {
    isParsed = true;
  });
  while (!isParsed) {
    turns++;
    await new Promise(setImmediate);
  }
  await parsed;
  expect(turns).toBeGreaterThan(20);
});

test.each([
  ["[1,2", "INVALID_JSON"],
  ["[1}", "INVALID_JSON"],
  ["{]", "INVALID_JSON"],
  ["]", "INVALID_JSON"],
  ["[1 2]", "INVALID_JSON"],
  ["[,1]", "INVALID_JSON"],
  ["[1] 2", "INVALID_JSON"],
  ["nul", "INVALID_JSON"],
  ['"open', "INVALID_JSON"],
  ['{"a":1,}', "INVALID_JSON"],
  ['{"a" 1}', "INVALID_JSON"],
])("refuses %s with %s, also around large containers", async (text, code) => {
  expect(await refusal(text)).toMatchObject({ code });
  const large = JSON.stringify(many);
  expect(await refusal(`[${large},${text}]`)).toMatchObject({ code });
});

test.each([
  (large: string) => `[${large} ${large}]`,
  (large: string) => `[${large},]`,
  (large: string) => `[,${large}]`,
  (large: string) => `[1 ${large}]`,
  (large: string) => `["a":${large}]`,
  (large: string) => `{${large}}`,
  (large: string) => `{"a" ${large}}`,
  (large: string) => `{"a":1 ${large}}`,
  (large: string) => `{"a":${large} "b"}`,
  (large: string) => `${large} 1`,
])("refuses a large container in a wrong place: %s", async (text) => {
  expect(await refusal(text(JSON.stringify(many)))).toMatchObject({ code: "INVALID_JSON" });
});

test("refuses more levels or values than allowed before it parses them", async () => {
  const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  expect(await parse(nested(20))).toBeDefined();
  expect(await refusal(nested(21))).toMatchObject({ code: "BODY_TOO_COMPLEX", limit: 20 });
  expect(await refusal(nested(1_000_000))).toMatchObject({ code: "BODY_TOO_COMPLEX", limit: 20 });
  expect(await parse('[{"a":1},2]', { depth: 20, values: 4 })).toBeDefined();
  expect(await refusal('[{"a":1},2]', { depth: 20, values: 3 })).toMatchObject({ code: "BODY_TOO_COMPLEX", limit: 3 });
});

test.each([
  ['{"a":[1,"x\\u0000"]}', "a.1"],
  ['{"a":{"b c":"\\ud83d"}}', "a.b c"],
  ['{"a":{"\\udc00":1}}', "a.\u{FFFD}"],
  ['["\\ud83d\\ud83d"]', "0"],
  ['"\\u0000"', "body"],
])("refuses text that PostgreSQL cannot store in %s, by its path", async (text, field) => {
  expect(await refusal(text)).toMatchObject({ code: "INVALID_FIELD", field });
});

test("takes every other escape", async () => {
  expect(await parse('["\\ud83d\\ude00 \\\\u0000 \\n\\u0001"]')).toEqual(["\u{1F600} \\u0000 \n\u0001"]);
});

test.each(["1e300", "-1e400", "9007199254740993", "12345678901234567890", "1".repeat(5000)])(
  "refuses the number %s, which would be stored as another one",
  async (number) => {
    expect(await refusal(`{"limit":${number}}`)).toMatchObject({ code: "INVALID_FIELD", field: "limit" });
  },
);

test.each(["9007199254740991", "0.30000000000000004", "1e10", "-5E-7", "0.1234567890123456789"])(
  "takes the number %s",
  async (number) => {
    expect(await parse(`[${number}]`)).toEqual([Number(number)]);
  },
);

test("refuses text that is not UTF-8 rather than storing another text", async () => {
  expect(await refusal(Buffer.from('["Jos\xe9"]', "latin1"))).toMatchObject({ code: "INVALID_JSON" });
});
