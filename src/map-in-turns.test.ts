import { expect, test } from "vitest";
import { mapInTurns } from "./map-in-turns.ts";

test("others get their turn while many items are mapped", async () => {
  let turns = 0;
  const other = () => {
    turns++;
    running = setImmediate(other);
  };
  let running = setImmediate(other);
  const doubled = await mapInTurns(Array(1001).fill(2), (item, i) => item * i);
  clearImmediate(running);
  expect(doubled.at(-1)).toBe(2000);
  expect(turns).toBeGreaterThanOrEqual(4);
});
