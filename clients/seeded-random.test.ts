import { expect, test } from "vitest";
import { seededRandomFor } from "./seeded-random.ts";

test("neighboring numbers give unrelated sequences, and the same numbers give the same sequence", () => {
  const firsts = Array.from({ length: 20_000 }, (_, i) =>
    seededRandomFor(1, 1000 + (i % 200), Math.floor(i / 200)).fraction(),
  );
  for (const limit of [0.05, 0.2, 0.5, 0.9])
    expect(firsts.filter((one) => one < limit).length / firsts.length).toBeCloseTo(limit, 1.5);
  const rising = firsts.filter((one, i) => one > (firsts[i - 1] ?? 0)).length / firsts.length;
  expect(rising).toBeCloseTo(0.5, 1.5);
  expect(seededRandomFor(1, 2, 3).fraction()).toBe(seededRandomFor(1, 2, 3).fraction());
  expect(seededRandomFor(1, 2, 3).fraction()).not.toBe(seededRandomFor(1, 3, 2).fraction());
});
