import { tidy } from "../support/bench-database.ts";
import { act } from "../support/bulk.ts";
import { figure } from "../support/figure.ts";
import { type Comparison, compare, timed } from "../support/measure.ts";

export default figure({
  about: "CANCEL_LEADS of 10,000 and 100,000 leads by the time each lead takes, against that of ten times as many",
  rows: 1_000_000,
  rounds: 5,
  async run({ ground, rows, rounds }) {
    const sizes = [rows / 100, rows / 10, rows];
    const times = sizes.map(() => [] as number[]);
    await using stack = new AsyncDisposableStack();
    const grounds = [];
    for (const size of sizes) grounds.push(stack.use(await ground(size)));
    for (let round = 0; round < rounds; round++) {
      for (const [i, on] of grounds.entries()) {
        await tidy(on);
        const took = await timed(() => act(on, round % 2 === 0 ? "CANCEL_LEADS" : "PAUSE_LEADS", on.campaignId));
        times[i]?.push((took / on.rows) * 1000);
      }
    }
    const most = times.at(-1) ?? [];
    return sizes
      .slice(0, -1)
      .map(
        (size, i): Comparison =>
          compare(`1,000 leads of ${rows}`, `1,000 leads of ${size}`, { atMost: 1.3 }, "ms", most, times[i] ?? []),
      );
  },
});
