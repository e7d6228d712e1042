import { expect, test } from "vitest";
import { countries, states } from "./regions.ts";

test("the states are those of the USA and the provinces of Canada", () => {
  expect(states).toHaveLength(56 + 13);
  expect(states).toContainEqual({ stateId: "CA", stateCode: "CA", stateName: "California", countryId: "USA" });
  expect(states).toContainEqual({ stateId: "ON", stateCode: "ON", stateName: "Ontario", countryId: "CAN" });
});

test("a country has its calling code, the length of its numbers, and its offsets from Greenwich", () => {
  const byId = new Map(countries().map((country) => [country.countryId, country]));
  expect(byId.get("USA")).toEqual({
    countryId: "USA",
    countryName: "United States",
    countryCode: "1",
    minAniLength: 10,
    maxAniLength: 10,
    minUtcOffset: -600,
    maxUtcOffset: -300,
  });
  expect(byId.get("IND")).toMatchObject({ countryCode: "91", minUtcOffset: 330, maxUtcOffset: 330 });
  expect(byId.size).toBeGreaterThan(200);
});
