import { singleActions } from "../../support/calls.ts";
import { runClients } from "../../support/clients.ts";
import { figure } from "../../support/figure.ts";
import { alternate, compare, quantile } from "../../support/measure.ts";
import { startRoute } from "../../support/start-route.ts";

const clients = 8;
const requests = 2000;

export default figure({
  about: "Actions on one lead each, named by external id, by 8 clients, against a route that only runs the statements",
  rows: 100_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    await using route = await startRoute(on);
    // Each lead is picked at most a few times, so nearly every request changes a lead.
    const state = (round: number) => (round % 2 === 0 ? "CANCELLED" : "PAUSED");
    const program = async (round: number) =>
      await runClients(
        on.program,
        clients,
        singleActions(on, state(round) === "CANCELLED" ? "CANCEL_LEADS" : "PAUSE_LEADS", requests),
      );
    const bare = async (round: number) =>
      await runClients(
        route,
        clients,
        singleActions(on, "", requests).map((call) => ({ ...call, path: `/action?state=${state(round)}` })),
      );
    // Warm up both sides, so that code is compiled and connections are open.
    await program(0);
    await bare(1);
    const [measured, compared] = await alternate(rounds, program, bare);
    const rates = [measured.map(({ rate }) => rate), compared.map(({ rate }) => rate)] as const;
    const p99 = [measured, compared].map((runs) => runs.map(({ times }) => quantile(times, 0.99))) as [
      number[],
      number[],
    ];
    return [
      compare("single-lead actions", "route", { atLeast: 0.7 }, "/s", ...rates),
      compare("p99 of these actions", "route", {}, "ms", ...p99),
    ];
  },
});
