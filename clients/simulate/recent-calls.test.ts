import { expect, test } from "vitest";
import { RecentCalls } from "./recent-calls.ts";

test("the answer rate follows what happens, and does not swing with a burst whose answers come first", () => {
  const recent = new RecentCalls();
  const rate = () => recent.measured(0).answerRate;
  /** A burst of calls; a fifth is answered, after 10 seconds, and the others are silent until they are over. */
  const burst = () => Array.from({ length: 200 }, (_, i) => ({ over: recent.placed(), answered: i % 5 === 0 }));
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
  for (let i = 0; i < 400; i++) recent.placed()(true, 10);
  expect(rate()).toBeGreaterThan(0.9);
});

test("answered calls are remembered as long as the target holds for", () => {
  const recent = new RecentCalls(3600);
  recent.met(0, true);
  recent.met(1800, false);
  recent.met(3000, true);
  expect(recent.measured(3000)).toMatchObject({ answered: 3, abandoned: 2 });
  expect(recent.measured(4000)).toMatchObject({ answered: 2, abandoned: 1 });
  expect(recent.measured(9000)).toMatchObject({ answered: 0, abandoned: 0 });
});
