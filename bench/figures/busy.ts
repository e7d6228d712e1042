import { type BenchDatabase, tidy } from "../support/bench-database.ts";
import { act } from "../support/bulk.ts";
import { singleActions } from "../support/calls.ts";
import { type Run, send } from "../support/clients.ts";
import { figure } from "../support/figure.ts";
import { bounded, compare, quantile } from "../support/measure.ts";

const clients = 4;

export default figure({
  about: "Actions on one lead each while an action on all leads runs, against the same without it",
  rows: 1_000_000,
  rounds: 5,
  async run({ ground, rows, rounds }) {
    await using on = await ground(rows);
    await send(on.program, clients, singleActions(on, "UNSUPPRESS_LEADS", 1000));
    const quiet: Run[] = [];
    const busy: Run[] = [];
    for (let round = 0; round < rounds; round++) {
      await tidy(on);
      quiet.push(await send(on.program, clients, singleActions(on, "SUPPRESS_LEADS", 1500)));
      await tidy(on);
      busy.push(await meanwhile(on, round % 2 === 0 ? "CANCEL_LEADS" : "PAUSE_LEADS"));
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

/** Single actions for as long as a large one takes. */
async function meanwhile(on: BenchDatabase, action: string): Promise<Run> {
  const over = new AbortController();
  const large = act(on, action, on.campaignId).finally(() => over.abort());
  const run = await send(on.program, clients, singleActions(on, "UNSUPPRESS_LEADS", 9000), over.signal);
  await large;
  return run;
}
