import { expect, test } from "vitest";
import { type Place, type TimeZoneOption, zoneOfLead } from "./zone-of-lead.ts";

const chicago: Place = { phone: "+13125550100", countryId: "USA", zip: null, leadTimezone: null };

test.each<[TimeZoneOption, Partial<Place>, string, string]>([
  ["NPA_NXX", {}, "America/Chicago", "the area code's"],
  ["NPA_NXX", { phone: "+18085550100" }, "Pacific/Honolulu", "the area code's"],
  ["NPA_NXX", { phone: "+442071838750", countryId: "GBR" }, "Europe/London", "the number's abroad"],
  ["NPA_NXX", { phone: "+18005550100" }, "America/Denver", "the account's, for a toll-free number"],
  ["NPA_NXX", { phone: "+18005550100", zip: "10001" }, "America/New_York", "the zip code's, for a toll-free number"],
  ["NPA_NXX", { phone: "+79161234567", countryId: "RUS" }, "Europe/Moscow", "the country's main one among several"],
  ["NPA_NXX", { phone: "+88123456789", countryId: "DEU" }, "Europe/Berlin", "the country's, for a number of no place"],
  ["ZIPCODE", { zip: "10001" }, "America/New_York", "the zip code's"],
  ["ZIPCODE", { zip: "10001-1234" }, "America/New_York", "the first five digits'"],
  ["ZIPCODE", { zip: "2134" }, "America/New_York", "that of a code that lost its nought"],
  ["ZIPCODE", { zip: "85001" }, "America/Phoenix", "the zip code's"],
  ["ZIPCODE", { zip: "v5k 0a1", countryId: "CAN" }, "America/Vancouver", "the Canadian code's"],
  [
    "ZIPCODE",
    { zip: "10115", phone: "+4930901820", countryId: "DEU" },
    "Europe/Berlin",
    "the phone's, for a code abroad",
  ],
  ["ZIPCODE", { zip: "00000" }, "America/Chicago", "the phone's, for an unknown code"],
  ["ZIPCODE", { zip: null }, "America/Chicago", "the phone's, without a code"],
  ["EXPLICIT", { leadTimezone: "PST" }, "America/Los_Angeles", "the abbreviation's"],
  ["EXPLICIT", { leadTimezone: "america/boise" }, "America/Boise", "the named one"],
  ["EXPLICIT", { leadTimezone: null }, "America/Chicago", "the phone's, when none is named"],
  ["COUNTRY", { countryId: "USA" }, "America/Denver", "the account's, which the country has"],
  ["COUNTRY", { countryId: "FRA" }, "Europe/Paris", "the country's only one"],
  ["COUNTRY", { countryId: "AUS" }, "Australia/Sydney", "the country's main one"],
  ["NOT_APPLICABLE", { leadTimezone: "PST", zip: "10001" }, "America/Denver", "the account's"],
])("%s with %j in an account of Denver takes %s, %s", (option, place, zone) => {
  expect(zoneOfLead(option, { ...chicago, ...place }, "America/Denver")).toBe(zone);
});

test("an unknown explicit zone is refused", () => {
  expect(() => zoneOfLead("EXPLICIT", { ...chicago, leadTimezone: "Mars" }, "America/Denver")).toThrow(
    'leadTimezone is "Mars"; it takes a zone such as America/Chicago or an abbreviation such as CST.',
  );
});
