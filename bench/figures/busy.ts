import { type BenchDatabase, vacuumAndCheckpoint } from "../support/bench-database.ts";
import { runOnCampaign } from "../support/bulk.ts";
import { singleActions } from "../support/calls.ts";
import { type Run, runClients } from "../support/clients.ts";
import { figure } from "../support/figure.ts";
import { bounded, compare, quantile } from "../support/measure.ts";

const clients = 4;

export default figure({
  about: "Single-lead actions while an action on all leads runs, against the same actions without it",
  rows: 1_000_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    await runClients(on.program, clients, singleActions(on, "UNSUPPRESS_LEADS", 1000));
    const quiet: Run[] = [];
    const busy: Run[] = [];
    for (let round = 0; round < rounds; round++) {
      await vacuumAndCheckpoint(on);
      quiet.push(await runClients(on.program, clients, singleActions(on, "SUPPRESS_LEADS", 1500)));
      await vacuumAndCheckpoint(on);
      busy.push(await singleActionsDuring(on, round % 2 === 0 ? "CANCEL_LEADS" : "PAUSE_LEADS"));
    }
    const p99 = (runs: Run[]) => runs.map(({ times }) => quantile(times, 0.99));
    return [
      compare("p99 while an action runs", "p99 when quiet", { atMost: 3 }, "ms", p99(busy), p99(quiet)),
      bounded(
        "longest wait while an action runs",
        100,
        "ms",
        busy.map(({ times }) => Math.max(...times)),
      ),
    ];
  },
});

/** Runs single-lead actions for as long as a large action takes. */
async function singleActionsDuring(on: BenchDatabase, action: string): Promise<Run> {
  const over = new AbortController();
  const large = runOnCampaign(on, action, on.campaignId).finally(() => over.abort());
  const run = await runClients(on.program, clients, singleActions(on, "UNSUPPRESS_LEADS", 9000), over.signal);
  await large;
  return run;
}
