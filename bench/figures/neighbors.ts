import { Agent } from "node:http";
import type { BenchDatabase } from "../support/bench-database.ts";
import { type Call, type Run, runClients, sendRequest } from "../support/clients.ts";
import { figure } from "../support/figure.ts";
import { compare, quantile } from "../support/measure.ts";

const heavyClients = 16;
const clients = 2;
const neighborLeads = 2000;
const seconds = 10;

export default figure({
  about:
    "Searches and edits of one account while another one does heavy work with 16 clients, against the same when quiet",
  rows: 1_000_000,
  rounds: 3,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    const neighbor = await makeNeighbor(on);
    const light = (signal: AbortSignal) => runClients(on.program, clients, lightCalls(neighbor), signal);
    await light(AbortSignal.timeout(3000));
    const comparisons = [];
    for (const [kind, work] of Object.entries(heavyWork(on))) {
      const quiet: Run[] = [];
      const busy: Run[] = [];
      for (let round = 0; round < rounds; round++) {
        quiet.push(await light(AbortSignal.timeout(seconds * 1000)));
        const over = AbortSignal.timeout(seconds * 1000);
        const heavy = work(over);
        busy.push(await light(over));
        await heavy;
      }
      const p99 = (runs: Run[]) => runs.map(({ times }) => quantile(times, 0.99));
      comparisons.push(
        compare(`p99 during a neighbor's ${kind}`, "p99 when quiet", { atMost: 2 }, "ms", p99(busy), p99(quiet)),
      );
    }
    return comparisons;
  },
});

function heavyWork({ accountId, campaignId, program }: BenchDatabase) {
  const path = `/v1/accounts/${accountId}`;
  let loaded = 0;
  const repeat = (call: () => Call) => (signal: AbortSignal) =>
    runClients(program, heavyClients, forever(call), signal);
  return {
    searches: repeat(() => ({
      method: "POST",
      path: `${path}/leads/search`,
      body: { criteria: { firstName: "*nn*" }, total: "exact", states: true, limit: 1000 },
    })),
    loads: repeat(() => ({
      method: "POST",
      path: `${path}/campaigns/${campaignId}/leads`,
      body: {
        leads: Array.from({ length: 5000 }, () => ({
          leadPhone: `+1${3125550000 + loaded++}`,
          firstName: "Ann",
          lastName: "Example",
          zip: "60601",
          extendedLeadData: { source: "web", score: 17 },
        })),
      },
    })),
    async exports(signal: AbortSignal) {
      const agent = new Agent({ keepAlive: true });
      const send = (call: Call) => sendRequest(agent, program, call);
      const request = { method: "POST", path: `${path}/exports`, body: { format: "CSV" } };
      const answers = await Promise.all(Array.from({ length: heavyClients }, () => send(request)));
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      for (const answer of answers) {
        const { id } = JSON.parse(answer) as { id: number };
        await send({ method: "DELETE", path: `${path}/exports/${id}` });
      }
      agent.destroy();
    },
  };
}

function* forever(call: () => Call): Generator<Call> {
  for (;;) yield call();
}

interface Neighbor {
  accountId: number;
  leadIds: number[];
}

/** Creates a second account with a few leads, administered by the same user. */
async function makeNeighbor({ program }: BenchDatabase): Promise<Neighbor> {
  const post = async (path: string, body: object) => {
    const response = await fetch(program.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${program.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as {
      accountId: number;
      dialGroupId: number;
      campaignId: number;
      results: { leadId: number }[];
    };
  };
  const { accountId } = await post("/v1/accounts", { accountName: "Neighbor", timeZone: "America/New_York" });
  const { dialGroupId } = await post(`/v1/accounts/${accountId}/dial-groups`, {
    dialGroupName: "G",
    dialMode: "PREVIEW",
  });
  const { campaignId } = await post(`/v1/accounts/${accountId}/campaigns`, { dialGroupId, campaignName: "C" });
  const leads = Array.from({ length: neighborLeads }, (_, i) => ({
    leadPhone: `+1${6465550000 + i}`,
    externId: `n${i}`,
  }));
  const { results } = await post(`/v1/accounts/${accountId}/campaigns/${campaignId}/leads`, { leads });
  return {
    accountId,
    leadIds: results.map(({ leadId }) => leadId),
  };
}

/** What people and integrations do all day: find a lead, open it, edit it. */
function* lightCalls({ accountId, leadIds }: Neighbor): Generator<Call> {
  const path = `/v1/accounts/${accountId}/leads`;
  for (;;) {
    const i = Math.floor(Math.random() * leadIds.length);
    yield { method: "POST", path: `${path}/search`, body: { criteria: { externIds: [`n${i}`] } } };
    yield { method: "GET", path: `${path}/${leadIds[i]}` };
    yield { method: "PATCH", path: `${path}/${leadIds[i]}`, body: { leadPriority: Math.floor(Math.random() * 100) } };
  }
}
