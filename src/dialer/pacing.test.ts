import { expect, test } from "vitest";
import { callsToPlace, type FloorState } from "./pacing.ts";

const quiet: FloorState = {
  idle: 4,
  talking: 6,
  wrapping: 0,
  ringing: [],
  answerRate: 0.2,
  answerSeconds: 12,
  ringSeconds: 24,
  talkSeconds: 150,
  wrapSeconds: 24,
  answered: 400,
  abandoned: 10,
  target: 0.03,
};
const calls = (more: Partial<FloorState>) => callsToPlace({ ...quiet, ...more });

test("more calls are placed than agents wait, and the lower the answer rate, the more", () => {
  const placed = [0.6, 0.4, 0.2, 0.1].map((answerRate) => calls({ answerRate }));
  expect(placed[0]).toBeGreaterThanOrEqual(quiet.idle);
  expect(placed).toEqual([...placed].sort((a, b) => a - b));
  expect(new Set(placed).size).toBe(placed.length);
});

test("ringing calls count, new ones more than those that nobody will answer", () => {
  const alone = calls({});
  expect(calls({ ringing: [1, 1, 1] })).toBeLessThan(alone);
  expect(calls({ ringing: [25, 25, 25] })).toBe(alone);
  expect(calls({ ringing: Array.from({ length: alone }, () => 0) })).toBe(0);
});

test("calls are placed for agents who will soon be free: sooner for those in wrap-up than for those talking", () => {
  const none = calls({ talking: 0 });
  const talking = calls({ talking: 30 });
  const wrapping = calls({ talking: 0, wrapping: 30 });
  expect(talking).toBeGreaterThan(none);
  expect(wrapping).toBeGreaterThan(talking);
  expect(calls({ idle: 0, talking: 200, wrapping: 0 })).toBeGreaterThan(0);
});

test("after too many abandoned calls, only one call per waiting agent is placed", () => {
  expect(calls({ abandoned: 0 })).toBeGreaterThan(calls({ abandoned: 12 }));
  expect(calls({ abandoned: 40 })).toBe(4);
  expect(calls({ abandoned: 40, ringing: [1, 2, 3] })).toBe(1);
  expect(calls({ abandoned: 40, ringing: [1, 2, 3, 4, 5] })).toBe(0);
});

test("a target of zero allows one call per waiting agent, whatever the answer rate", () => {
  expect(calls({ target: 0 })).toBe(4);
  expect(calls({ target: 0, answerRate: 0 })).toBe(4);
});

test("no calls are placed without agents, and a zero answer rate is bounded too", () => {
  expect(calls({ idle: 0, talking: 0, wrapping: 0 })).toBe(0);
  expect(calls({ answerRate: 0 })).toBe(100);
  expect(calls({ answerRate: 0, ringing: Array.from({ length: 100 }, () => 3) })).toBe(0);
});

test("the very first calls, with no history, stay within what the target allows", () => {
  const first = calls({ idle: 10, talking: 0, answered: 0, abandoned: 0, answerRate: 0.3 });
  expect(first).toBeGreaterThan(10);
  // 33 calls would be answered, on average, by as many people as there are agents.
  expect(first).toBeLessThan(33);
});
