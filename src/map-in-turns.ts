import { setImmediate as yieldToEventLoop } from "node:timers/promises";

// A request takes several turns of the event loop, so its delay is a multiple of this.
const millisecondsPerTurn = 2;

/** Gives other requests their turn whenever a loop has run for 2 ms since their last one. Call it once per item. */
export function turnTaking(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < millisecondsPerTurn) return undefined;
    return yieldToEventLoop().then(() => {
      began = performance.now();
    });
  };
}

/** Maps items one after another, and gives other requests their turn every 2 ms, so many items hold up nobody. */
export async function mapInTurns<Item, Result>(
  items: readonly Item[],
  map: (item: Item, index: number) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  const othersTurn = turnTaking();
  for (const [i, item] of items.entries()) {
    const turn = othersTurn();
    if (turn) await turn;
    results.push(map(item, i));
  }
  return results;
}
