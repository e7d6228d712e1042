import type { BenchDatabase } from "../../support/bench-database.ts";
import { figure } from "../../support/figure.ts";
import { compare, timeMs } from "../../support/measure.ts";

const perRequest = 10_000;

interface Result {
  leadUpdateCount: number;
  leadDeleteCount: number;
}

export default figure({
  about: "Leads loaded, searched, moved, canceled, and deleted over HTTP in one run, each step against the load",
  rows: 100_000,
  rounds: 3,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(0);
    const steps = new Map<string, number[]>();
    for (let round = 0; round < rounds; round++) {
      for (const [step, run] of Object.entries(stepsOf(on, round, rows))) {
        steps.set(step, [...(steps.get(step) ?? []), await timeMs(run)]);
      }
    }
    const load = steps.get("load") as number[];
    return [...steps].map(([step, times]) => compare(step, "load", {}, "ms", times, load));
  },
});

/** The steps of a round. Each throws if its counts are not exact. */
function stepsOf(on: BenchDatabase, round: number, rows: number): Record<string, () => Promise<void>> {
  const { campaignId, otherCampaignId } = on;
  const externIds = Array.from({ length: rows }, (_, i) => `job-${round}-${i}`);
  return {
    async load() {
      for (let start = 0; start < rows; start += perRequest) {
        const uploadLeads = externIds.slice(start, start + perRequest).map((externId, i) => ({
          externId,
          leadPhone: `201555${String((start + i) % 10_000).padStart(4, "0")}`,
          firstName: `First${i}`,
          lastName: `Last${i}`,
        }));
        const body = { description: "Job", duplicateHandling: "RETAIN_ALL", timeZoneOption: "NPA_NXX", uploadLeads };
        const loaded = await ask<{ leadsInserted: number }>(
          on,
          "POST",
          `campaigns/${campaignId}/leadLoader/direct`,
          body,
        );
        expectCount("inserted", loaded.leadsInserted, uploadLeads.length);
      }
    },
    async "find one by external id, 100 times"() {
      for (let i = 0; i < 100; i++) {
        const found = await ask<unknown[]>(on, "POST", "campaignLeads/leadSearch", {
          externIds: [externIds[(i * 997) % rows]],
        });
        expectCount("found", found.length, 1);
      }
    },
    async "first page of all"() {
      const found = await ask<unknown[]>(on, "POST", "campaignLeads/leadSearch?maxRows=100", {
        campaignIds: [campaignId],
      });
      expectCount("found", found.length, 100);
    },
    move: async () => {
      const params = { CAMPAIGN_ID: otherCampaignId, LIST_NAME: `Round ${round}` };
      expectCount("moved", (await act(on, "MOVE_TO_CAMPAIGN", campaignId, params)).leadUpdateCount, rows);
    },
    cancel: async () => expectCount("canceled", (await act(on, "CANCEL_LEADS", otherCampaignId)).leadUpdateCount, rows),
    delete: async () => expectCount("deleted", (await act(on, "DELETE_LEADS", otherCampaignId)).leadDeleteCount, rows),
  };
}

function act(on: BenchDatabase, action: string, campaignId: number, paramMap: object = {}): Promise<Result> {
  const body = { campaignLeadSearchCriteria: { campaignIds: [campaignId] }, leadActionParams: { paramMap } };
  return ask<Result>(on, "PUT", `campaignLeads/actions?leadAction=${action}`, body);
}

async function ask<T>({ program, accountId }: BenchDatabase, method: string, path: string, body: object): Promise<T> {
  const response = await fetch(`${program.url}/voice/api/v1/admin/accounts/${accountId}/${path}`, {
    method,
    headers: { authorization: `Bearer ${program.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

function expectCount(what: string, got: number, wanted: number): void {
  if (got !== wanted) throw new Error(`${got} ${what}, not ${wanted}`);
}
