import { vacuumAndCheckpoint } from "../support/bench-database.ts";
import { runOnCampaign } from "../support/bulk.ts";
import { figure } from "../support/figure.ts";
import { type Comparison, compare, timeMs } from "../support/measure.ts";

export default figure({
  about: "Time per lead of CANCEL_LEADS on all leads, against a tenth and a hundredth as many",
  rows: 1_000_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    const sizes = [rows / 100, rows / 10, rows];
    const times = sizes.map(() => [] as number[]);
    await using stack = new AsyncDisposableStack();
    const databases = [];
    for (const size of sizes) databases.push(stack.use(await makeDatabase(size)));
    for (let round = 0; round < rounds; round++) {
      for (const [i, on] of databases.entries()) {
        await vacuumAndCheckpoint(on);
        const took = await timeMs(() =>
          runOnCampaign(on, round % 2 === 0 ? "CANCEL_LEADS" : "PAUSE_LEADS", on.campaignId),
        );
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
