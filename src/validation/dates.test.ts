import { expect, test } from "vitest";
import { momentAt, parseDate } from "./dates.ts";

test.each([
  ["0001-01-01", "0001-01-01T00:00:00.000Z"],
  ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"],
  ["2026-07-24 16:00+0200", "2026-07-24T14:00:00.000Z"],
])("%s is a date", (text, moment) => {
  expect(parseDate(text)?.toISOString()).toBe(moment);
});

test.each(["0000-12-31", "0001-01-01T00:00+01:00", "9999-12-31T23:59-01:00", "2026-02-30", "10000-01-01", "yesterday"])(
  "%s is none",
  (text) => {
    expect(parseDate(text)).toBeUndefined();
  },
);

test.each([-8.64e15, 8.64e15, 1e300, Number.NaN, Number.NEGATIVE_INFINITY])(
  "%s milliseconds are no moment",
  (number) => {
    expect(momentAt(number)).toBeUndefined();
  },
);
