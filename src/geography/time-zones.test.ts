import { expect, test } from "vitest";
import { timeZoneNames, zoneFor, zonesOf } from "./time-zones.ts";

test("each RingCX abbreviation has a zone to store, which is among the zones that a search for it means", () => {
  expect(timeZoneNames.join(" ")).toBe(
    "ADT AKDT AKST AST CDT CST EDT EST HADT HAST MDT MST NDT NST PDT PMDT PMST PST WSDT WSST",
  );
  for (const name of timeZoneNames) expect(zonesOf(name), name).toContain(zoneFor(name));
});

test.each([
  ["CST", "America/Chicago"],
  ["cdt", "America/Chicago"],
  ["HAST", "Pacific/Honolulu"],
  ["HST", "Pacific/Honolulu"],
  ["HADT", "America/Adak"],
  ["EST", "America/New_York"],
  ["WSDT", "Pacific/Apia"],
  ["america/chicago", "America/Chicago"],
  ["US/Central", "America/Chicago"],
  [" America/Phoenix ", "America/Phoenix"],
  ["Asia/Calcutta", "Asia/Kolkata"],
  ["America/Indianapolis", "America/Indiana/Indianapolis"],
  ["UTC", "UTC"],
])("%s is stored as %s", (name, zone) => {
  expect(zoneFor(name)).toBe(zone);
});

test.each(["", "Mars/Olympus", "+05:00", "-0800", "5", "CST; drop table lead", "x".repeat(5000), "__proto__"])(
  "%s is no zone",
  (name) => {
    expect(zoneFor(name)).toBeUndefined();
    expect(zonesOf(name)).toBeUndefined();
  },
);

test("CST and CDT both mean Chicago, but only CST means Regina, which has no daylight time", () => {
  expect(zonesOf("CST")).toEqual(expect.arrayContaining(["America/Chicago", "America/Winnipeg", "America/Regina"]));
  expect(zonesOf("CDT")).toContain("America/Chicago");
  expect(zonesOf("CDT")).not.toContain("America/Regina");
});

test("MST also means Phoenix and Whitehorse, but MDT does not", () => {
  expect(zonesOf("MST")).toEqual(expect.arrayContaining(["America/Denver", "America/Phoenix", "America/Whitehorse"]));
  expect(zonesOf("MDT")).not.toContain("America/Phoenix");
});

test("an IANA name means itself, under its present spelling", () => {
  expect(zonesOf("US/Eastern")).toEqual(["America/New_York"]);
});
