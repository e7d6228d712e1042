import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { zonesOfPhone } from "./npa-nxx.ts";
import { zoneFor } from "./time-zones.ts";

test.each([
  ["+13125550100", ["America/Chicago"], "an area code"],
  ["+12085550100", ["America/Boise", "America/Los_Angeles"], "an area code in two zones"],
  ["+12082350100", ["America/Denver"], "an exchange of that area code"],
  ["+19075550100", ["America/Adak", "America/Anchorage"], "an area code of Alaska"],
  ["+442071838750", ["Europe/London"], "an area abroad"],
  ["+61891711000", ["Australia/Adelaide", "Australia/Perth", "Indian/Christmas"], "eight digits"],
  ["+353539253000", ["Europe/Guernsey", "Europe/Isle_of_Man", "Europe/London"], "nine digits"],
  ["+911123456789", ["Asia/Kolkata"], "a zone under its present name"],
  ["+88123456789", [], "satellite phones, which are in no zone"],
  ["+999123456", [], "no known country"],
  ["+", [], "no digits"],
])("%s may be in %j: %s", (phone, zones) => {
  expect(zonesOfPhone(phone)).toEqual(zones);
});

test("a toll-free number may be in any zone of its country", () => {
  expect(zonesOfPhone("+18005550100")).toEqual(
    expect.arrayContaining(["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"]),
  );
});

test("the table has each prefix once, and only zones that Node knows", () => {
  const lines = readFileSync(new URL("npa-nxx.txt", import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  const rows = lines.filter((line) => !line.startsWith("#")).map((line) => line.split(" "));
  const prefixes = rows.flatMap(([, ...some]) => some);
  expect(prefixes.length).toBeGreaterThan(3000);
  expect(new Set(prefixes).size).toBe(prefixes.length);
  expect(prefixes.filter((prefix) => !/^\d{1,9}$/.test(prefix))).toEqual([]);
  const zones = new Set(rows.flatMap(([names = ""]) => names.split("&")));
  expect([...zones].filter((zone) => zoneFor(zone) === undefined)).toEqual([]);
});
