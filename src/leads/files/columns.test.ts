import { expect, test } from "vitest";
import { looksLikeHeaders } from "./columns.ts";

test.each<[first: string[], headers: boolean]>([
  [["Phone", "First name"], true],
  [["Notes", "LEAD_PHONE"], true],
  [["4155550100", "Ann"], false],
  // Neither a known name nor a phone: data, so that no row is lost.
  [["Ann", "Miller"], false],
  // A person called City, or a column named after a number.
  [["4155550100", "City"], false],
  [[], false],
])("%j as a first row: headers %s", (first, headers) => {
  expect(looksLikeHeaders([[1, ...first]], "USA")).toBe(headers);
});
