import { expect, test } from "vitest";
import { chanceOf } from "./seeded-random.ts";

test("what neighboring numbers name has nothing in common, and is the same each time", () => {
  const firsts = Array.from({ length: 20_000 }, (_, i) =>
    chanceOf(1, 1000 + (i % 200), Math.floor(i / 200)).fraction(),
  );
  for (const limit of [0.05, 0.2, 0.5, 0.9])
    expect(firsts.filter((one) => one < limit).length / firsts.length).toBeCloseTo(limit, 1.5);
  const rising = firsts.filter((one, i) => one > (firsts[i - 1] ?? 0)).length / firsts.length;
  expect(rising).toBeCloseTo(0.5, 1.5);
  expect(chanceOf(1, 2, 3).fraction()).toBe(chanceOf(1, 2, 3).fraction());
  expect(chanceOf(1, 2, 3).fraction()).not.toBe(chanceOf(1, 3, 2).fraction());
});
