import { expect, test } from "vitest";
import { mapInTurns } from "./map-in-turns.ts";

/** As slow as parsing a foreign phone number, times ten. */
function slowly<T>(result: T): T {
  const end = performance.now() + 0.2;
  while (performance.now() < end);
  return result;
}

test("others get their turn every few milliseconds while many items are mapped", async () => {
  let turns = 0;
  const other = () => {
    turns++;
    running = setImmediate(other);
  };
  let running = setImmediate(other);
  const doubled = await mapInTurns(Array(300).fill(2), (item, i) => slowly(item * i));
  clearImmediate(running);
  expect(doubled.at(-1)).toBe(598);
  expect(turns).toBeGreaterThanOrEqual(10);
});
