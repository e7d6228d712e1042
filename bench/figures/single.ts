import { singleActions } from "../support/calls.ts";
import { send } from "../support/clients.ts";
import { figure } from "../support/figure.ts";
import { compare, inTurn, quantile } from "../support/measure.ts";
import { startRoute } from "../support/start-route.ts";

const clients = 8;
const requests = 2000;

export default figure({
  about:
    "Actions on one lead each, named by its external id, by 8 clients, against a route that runs the statements alone",
  rows: 100_000,
  rounds: 5,
  async run({ ground, rows, rounds }) {
    await using on = await ground(rows);
    await using route = await startRoute(on);
    // Every lead is picked a few times at most, so nearly every request changes one.
    const state = (round: number) => (round % 2 === 0 ? "CANCELLED" : "PAUSED");
    const program = async (round: number) =>
      await send(
        on.program,
        clients,
        singleActions(on, state(round) === "CANCELLED" ? "CANCEL_LEADS" : "PAUSE_LEADS", requests),
      );
    const bare = async (round: number) =>
      await send(
        route,
        clients,
        singleActions(on, "", requests).map((call) => ({ ...call, path: `/action?state=${state(round)}` })),
      );
    // Both are compiled and connected before it counts.
    await program(0);
    await bare(1);
    const [measured, compared] = await inTurn(rounds, program, bare);
    const rates = [measured.map(({ rate }) => rate), compared.map(({ rate }) => rate)] as const;
    const p99 = [measured, compared].map((runs) => runs.map(({ times }) => quantile(times, 0.99))) as [
      number[],
      number[],
    ];
    return [
      compare("single-lead actions", "route", { atLeast: 0.7 }, "/s", ...rates),
      compare("their p99", "route", {}, "ms", ...p99),
    ];
  },
});
