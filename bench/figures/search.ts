import { randomExternId, randomPhone } from "../support/calls.ts";
import { type Call, runClients } from "../support/clients.ts";
import { figure } from "../support/figure.ts";
import { alternate, type Comparison, compare, median, quantile } from "../support/measure.ts";
import { startRoute } from "../support/start-route.ts";

const clients = 8;
const requests = 3000;

export default figure({
  about: "Searches by external id and by phone by 8 clients, against a route that only runs the statements",
  rows: 1_000_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    await using route = await startRoute(on);
    const path = `/voice/api/v1/admin/accounts/${on.accountId}/campaignLeads/leadSearch?maxRows=100`;
    const comparisons: Comparison[] = [];
    const kinds = {
      "external id": () => ({ externIds: [randomExternId(rows)] }),
      phone: () => ({ leadPhoneNumbers: [randomPhone(rows)] }),
    };
    for (const [kind, criteria] of Object.entries(kinds)) {
      const calls = (to: string, count: number): Call[] =>
        Array.from({ length: count }, () => ({ method: "POST", path: to, body: criteria() }));
      const program = async () => await runClients(on.program, clients, calls(path, requests));
      const bare = async () => await runClients(route, clients, calls("/search", requests));
      await program();
      await bare();
      const [measured, compared] = await alternate(rounds, program, bare);
      const medians = measured.map(({ times }) => median(times));
      const p99 = measured.map(({ times }) => quantile(times, 0.99));
      comparisons.push(
        compare(
          `searches by ${kind}`,
          "route",
          { atLeast: 0.7 },
          "/s",
          measured.map(({ rate }) => rate),
          compared.map(({ rate }) => rate),
        ),
        compare("p99 of these searches", "median of these searches", { atMost: 3 }, "ms", p99, medians),
      );
    }
    return comparisons;
  },
});
