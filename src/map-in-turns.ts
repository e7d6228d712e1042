import { setImmediate as yieldToEventLoop } from "node:timers/promises";

// Parsing 250 phone numbers takes about 10 ms.
const perTurn = 250;

/** Maps items one after another. After every 250 of them other requests get their turn, so many hold up nobody. */
export async function mapInTurns<Item, Result>(
  items: readonly Item[],
  map: (item: Item, index: number) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [i, item] of items.entries()) {
    if (i > 0 && i % perTurn === 0) await yieldToEventLoop();
    results.push(map(item, i));
  }
  return results;
}
