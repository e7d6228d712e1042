import { expect, test } from "vitest";
import { parseRecipients } from "./recipients.ts";

test("addresses are split at commas, trimmed, and deduplicated", () => {
  expect(parseRecipients(" ann@example.com ,bob@example.co.uk,, Ann@Example.com,ops@localhost")).toEqual([
    "ann@example.com",
    "bob@example.co.uk",
    "ops@localhost",
  ]);
});

test.each([
  ["", '""'],
  [" , ", '" , "'],
  ["ann", '"ann"'],
  ["ann@example.com;bob@example.com", '"ann@example.com;bob@example.com"'],
  ["Ann <ann@example.com>", '"Ann <ann@example.com>"'],
  ["ann@example.com\r\nBcc: eve@example.com", '"ann@example.com\\r\\nBcc: eve@example.com"'],
  ['"eve@example.com x"@example.org', '"\\"eve@example.com x\\"@example.org"'],
  ["ann@example.com, bob@", '"bob@"'],
])("%j is refused, and the message names %s", (text, got) => {
  expect(() => parseRecipients(text)).toThrow(`leadActionParams.paramMap.EMAIL_TO is ${got}; it takes email addresses`);
});

test("fifty addresses are accepted and fifty-one refused", () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => `p${i}@example.com`).join(",");
  expect(parseRecipients(many(50))).toHaveLength(50);
  expect(() => parseRecipients(many(51), "to")).toThrow("to is a list of 51; it takes email addresses");
});
