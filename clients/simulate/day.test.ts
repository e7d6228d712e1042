import { expect, test } from "vitest";
import { summarizeDays } from "./compare.ts";
import { type Floor, simulateDay } from "./day.ts";

const target = 0.03;
const result = (floor: Omit<Floor, "seed">) => summarizeDays(floor.agents, [simulateDay({ ...floor, seed: 1 })]);

test.each([3, 10, 30])(
  "a day with %i agents stays within the target and keeps agents busier than fixed ratios do",
  (agents) => {
    const oneToOne = result({ agents, policy: { ratio: 1 } });
    const twoToOne = result({ agents, policy: { ratio: 2 } });
    const predictive = result({ agents, policy: { target } });
    expect(oneToOne.abandoned).toBe(0);
    expect(predictive.abandoned).toBeGreaterThan(0);
    expect(predictive.abandoned).toBeLessThanOrEqual(target);
    expect(predictive.occupancy).toBeGreaterThan(oneToOne.occupancy + 0.08);
    // With three agents, 2:1 keeps them busier but abandons far more calls than allowed.
    if (agents === 3) expect(twoToOne.abandoned).toBeGreaterThan(1.5 * target);
    else expect(predictive.occupancy).toBeGreaterThan(twoToOne.occupancy + 0.04);
  },
);

test("with a hundred agents chance evens out, so they hardly wait", () => {
  const hours = { from: 9, to: 12 };
  const oneToOne = result({ agents: 100, policy: { ratio: 1 }, ...hours });
  const predictive = result({ agents: 100, policy: { target }, ...hours });
  expect(predictive.abandoned).toBeLessThanOrEqual(target);
  expect(predictive.occupancy).toBeGreaterThan(oneToOne.occupancy + 0.25);
});

test.each<[string, (second: number) => number]>([
  ["rises suddenly", (second) => (second < 12 * 3600 ? 0.12 : 0.5)],
  ["falls suddenly", (second) => (second < 12 * 3600 ? 0.5 : 0.12)],
  ["keeps rising and falling", (second) => 0.25 + 0.2 * Math.sin(second / 600)],
])("the abandon rate stays within the target when the answer rate %s", (_, answerRate) => {
  for (const agents of [3, 10]) {
    const { abandoned, occupancy } = result({ agents, policy: { target }, answerRate });
    expect(abandoned).toBeLessThanOrEqual(target);
    expect(occupancy).toBeGreaterThan(result({ agents, policy: { ratio: 1 }, answerRate }).occupancy);
  }
});

test("other targets are kept too, and at least half of what they allow is used", () => {
  const results = [0.01, 0.03, 0.08].map((share) => result({ agents: 10, policy: { target: share } }));
  for (const [i, share] of [0.01, 0.03, 0.08].entries()) {
    expect(results[i]?.abandoned).toBeLessThanOrEqual(share);
    expect(results[i]?.abandoned).toBeGreaterThan(share / 2);
  }
  const busy = results.map(({ occupancy }) => occupancy);
  expect(busy).toEqual([...busy].sort((a, b) => a - b));
});

test("the same seed gives the same day, and another seed another day", () => {
  const floor = { agents: 5, policy: { target }, from: 9, to: 10 };
  expect(simulateDay({ ...floor, seed: 7 })).toEqual(simulateDay({ ...floor, seed: 7 }));
  expect(simulateDay({ ...floor, seed: 7 })).not.toEqual(simulateDay({ ...floor, seed: 8 }));
});
