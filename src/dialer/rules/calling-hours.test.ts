import fc from "fast-check";
import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { type Hours, isOpen, openings, type Week } from "./calling-hours.ts";

const workdays: Week = ["08002100", "08002100", "08002100", "08002100", "08002100", "08002100", "00000000"];
const everyDay = (window: string): Week => Array.from({ length: 7 }, () => window);
/** A week that is open on one day only, 0 for Monday. */
const onlyOn = (day: number, window: string): Week =>
  everyDay("00000000").map((closed, i) => (i === day ? window : closed));

interface Case {
  title: string;
  week: Week;
  zone?: string;
  holidays?: string[];
  /** Moments, in UTC, with whether it is open. */
  moments: Record<string, boolean>;
}

const cases: Case[] = [
  {
    title: "is open from its opening minute, and closed from its closing minute",
    week: workdays,
    moments: {
      "2026-07-01T11:59:59.999Z": false,
      "2026-07-01T12:00:00Z": true,
      "2026-07-02T00:59:59.999Z": true,
      "2026-07-02T01:00:00Z": false,
    },
  },
  {
    title: "goes by the weekday where the lead is, not in UTC",
    week: onlyOn(5, "18002359"),
    moments: { "2026-07-05T03:00:00Z": true, "2026-07-04T03:00:00Z": false, "2026-07-04T22:00:00Z": true },
  },
  {
    title: "of 00000000 is closed all day",
    week: workdays,
    moments: { "2026-07-05T16:00:00Z": false, "2026-07-04T16:00:00Z": true },
  },
  {
    title: "of 00002400 is open all day, because 2400 is the end of the day",
    week: onlyOn(2, "00002400"),
    moments: {
      "2026-07-01T03:59:59Z": false,
      "2026-07-01T04:00:00Z": true,
      "2026-07-02T03:59:59Z": true,
      "2026-07-02T04:00:00Z": false,
    },
  },
  {
    title: "is open until midnight when it closes at 0000",
    week: onlyOn(2, "20000000"),
    moments: { "2026-07-02T00:00:00Z": true, "2026-07-02T03:59:59Z": true, "2026-07-02T04:00:00Z": false },
  },
  {
    title: "crosses midnight into a closed day, and belongs to the weekday on which it opened",
    week: onlyOn(5, "22000200"),
    moments: {
      "2026-07-05T01:59:59Z": false,
      "2026-07-05T02:00:00Z": true,
      "2026-07-05T05:59:59Z": true,
      "2026-07-05T06:00:00Z": false,
      "2026-07-04T05:00:00Z": false,
    },
  },
  {
    title: "crosses midnight from Sunday into Monday",
    week: onlyOn(6, "22000200"),
    moments: { "2026-07-06T05:00:00Z": true, "2026-07-06T06:00:00Z": false, "2026-07-05T05:00:00Z": false },
  },
  {
    title: "follows half-hour zones",
    week: workdays,
    zone: "Asia/Kolkata",
    moments: { "2026-07-01T02:29:59Z": false, "2026-07-01T02:30:00Z": true, "2026-07-01T15:30:00Z": false },
  },
  {
    title: "follows quarter-hour zones",
    week: workdays,
    zone: "Asia/Kathmandu",
    moments: { "2026-07-01T02:14:59Z": false, "2026-07-01T02:15:00Z": true },
  },
  {
    title: "follows Newfoundland's half hour, in summer and in winter",
    week: workdays,
    zone: "America/St_Johns",
    moments: {
      "2026-07-01T10:29:59Z": false,
      "2026-07-01T10:30:00Z": true,
      "2026-01-07T11:29:59Z": false,
      "2026-01-07T11:30:00Z": true,
    },
  },
  {
    title: "moves with the clock when daylight saving time begins",
    week: everyDay("08002100"),
    moments: {
      "2026-03-07T12:59:59Z": false,
      "2026-03-07T13:00:00Z": true,
      "2026-03-08T11:59:59Z": false,
      "2026-03-08T12:00:00Z": true,
    },
  },
  {
    title: "moves with the clock when daylight saving time ends",
    week: everyDay("08002100"),
    moments: { "2026-11-01T12:59:59Z": false, "2026-11-01T13:00:00Z": true, "2026-10-31T12:00:00Z": true },
  },
  {
    title: "opens at the first minute after its opening time was skipped",
    week: onlyOn(6, "02300400"),
    moments: { "2026-03-08T06:59:59Z": false, "2026-03-08T07:00:00Z": true, "2026-03-08T08:00:00Z": false },
  },
  {
    title: "goes by the wall clock in an hour that occurs twice",
    week: onlyOn(6, "01300400"),
    moments: {
      "2026-11-01T05:29:59Z": false,
      "2026-11-01T05:30:00Z": true,
      "2026-11-01T06:00:00Z": false,
      "2026-11-01T06:30:00Z": true,
      "2026-11-01T09:00:00Z": false,
    },
  },
  {
    title: "does not move in a zone without daylight saving time",
    week: everyDay("08002100"),
    zone: "America/Phoenix",
    moments: { "2026-07-01T14:59:59Z": false, "2026-07-01T15:00:00Z": true, "2026-01-07T15:00:00Z": true },
  },
  {
    title: "knows February 29, a Tuesday in 2028",
    week: onlyOn(1, "22000200"),
    moments: {
      "2028-03-01T03:00:00Z": true,
      "2028-03-01T06:59:59Z": true,
      "2028-03-01T07:00:00Z": false,
      "2028-03-02T03:00:00Z": false,
    },
  },
  {
    title: "is closed on a holiday, by the lead's local date",
    week: everyDay("00002400"),
    holidays: ["2028-02-29"],
    moments: {
      "2028-02-29T04:59:59Z": true,
      "2028-02-29T05:00:00Z": false,
      "2028-03-01T04:59:59Z": false,
      "2028-03-01T05:00:00Z": true,
    },
  },
  {
    title: "is closed past midnight if a holiday would have opened it, and ends when a holiday begins",
    week: everyDay("22000200"),
    holidays: ["2026-07-04"],
    moments: {
      "2026-07-04T03:59:59Z": true,
      "2026-07-04T04:00:00Z": false,
      "2026-07-05T03:00:00Z": false,
      "2026-07-05T05:00:00Z": false,
      "2026-07-06T02:00:00Z": true,
    },
  },
];

test.each(cases)("a window $title", ({ week, zone = "America/New_York", holidays = [], moments }) => {
  const hours: Hours = { week, holidays: new Set(holidays) };
  const found = Object.fromEntries(Object.keys(moments).map((at) => [at, isOpen(hours, zone, new Date(at))]));
  expect(found).toEqual(moments);
});

test("the openings between two moments cover exactly the open minutes", () => {
  const clock = fc
    .tuple(fc.nat(23), fc.constantFrom(0, 1, 30, 59))
    .map(([h, m]) => `${h}`.padStart(2, "0") + `${m}`.padStart(2, "0"));
  const window = fc.oneof(
    fc.constant("00000000"),
    fc.tuple(clock, fc.oneof(clock, fc.constant("2400"))).map((pair) => pair.join("")),
  );
  fc.assert(
    fc.property(
      fc.array(window, { minLength: 7, maxLength: 7 }),
      fc.constantFrom("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"),
      fc.constantFrom("2026-03-07", "2026-10-31", "2026-04-04", "2026-10-03", "2028-02-28"),
      fc.subarray(["2026-03-08", "2026-11-01", "2028-02-29"]),
      (week, zone, day, holidays) => {
        const hours = { week, holidays: new Set(holidays) };
        const from = DateTime.fromISO(day, { zone: "UTC" });
        const to = from.plus({ days: 2, hours: 6 });
        const intervals = openings(hours, zone, from.toJSDate(), to.toJSDate());
        for (let at = from; at < to; at = at.plus({ minutes: 15 })) {
          const inside = intervals.some((one) => one.from <= at.toJSDate() && at.toJSDate() < one.to);
          expect(inside, at.toISO() ?? "").toBe(isOpen(hours, zone, at.toJSDate()));
        }
        for (const { from: opens, to: closes } of intervals) {
          expect(isOpen(hours, zone, opens)).toBe(true);
          if (opens > from.toJSDate()) expect(isOpen(hours, zone, new Date(opens.getTime() - 1))).toBe(false);
          expect(isOpen(hours, zone, new Date(closes.getTime() - 1))).toBe(true);
          if (closes < to.toJSDate()) expect(isOpen(hours, zone, closes)).toBe(false);
        }
      },
    ),
    { numRuns: 60, seed: 1 },
  );
});
