import { expect, test } from "vitest";
import { RecentCalls } from "./recent-calls.ts";

test("the answer rate follows changes but does not swing with a burst whose answers come first", () => {
  const recent = new RecentCalls();
  const rate = () => recent.measure(0).answerRate;
  /** Places 200 calls at once, of which every fifth will be answered. */
  const burst = () => Array.from({ length: 200 }, (_, i) => ({ over: recent.recordPlaced(), answered: i % 5 === 0 }));
  for (let i = 0; i < 3; i++) for (const { over, answered } of burst()) over(answered, 10);
  expect(rate()).toBeCloseTo(0.2, 1);
  const calls = burst();
  const seen: number[] = [];
  for (const answered of [true, false]) {
    for (const call of calls.filter((one) => one.answered === answered)) {
      call.over(answered, answered ? 10 : 26);
      seen.push(rate());
    }
  }
  expect(Math.max(...seen)).toBeLessThan(0.25);
  expect(Math.min(...seen)).toBeGreaterThan(0.15);
  for (let i = 0; i < 400; i++) recent.recordPlaced()(true, 10);
  expect(rate()).toBeGreaterThan(0.9);
});

test("answered calls are remembered for the length of the window", () => {
  const recent = new RecentCalls(3600);
  recent.recordAnswer(0, true);
  recent.recordAnswer(1800, false);
  recent.recordAnswer(3000, true);
  expect(recent.measure(3000)).toMatchObject({ answered: 3, abandoned: 2 });
  expect(recent.measure(4000)).toMatchObject({ answered: 2, abandoned: 1 });
  expect(recent.measure(9000)).toMatchObject({ answered: 0, abandoned: 0 });
});
