import { figure } from "../support/figure.ts";
import type { Ground } from "../support/ground.ts";
import { copy, lead } from "../support/load-rows.ts";
import { compare, inTurn, timed } from "../support/measure.ts";

const perRequest = 10_000;

export default figure({
  about: "Leads loaded as JSON in requests of 10,000, against a COPY of the same rows into the same tables",
  rows: 100_000,
  rounds: 5,
  async run({ ground, rows, rounds }) {
    await using on = await ground(0);
    await load(on, 0, perRequest);
    await copy(on, 0, perRequest);
    const times = await inTurn(
      rounds,
      (round) => timed(() => load(on, round, rows)),
      (round) => timed(() => copy(on, round, rows)),
    );
    const rates = times.map((all) => all.map((took) => (rows / took) * 1000)) as [number[], number[]];
    return [compare(`leads loaded as JSON, ${perRequest} a request`, "COPY", { atLeast: 0.5 }, "/s", ...rates)];
  },
});

async function load(on: Ground, round: number, rows: number): Promise<void> {
  const { program, accountId, campaignId } = on;
  for (let start = 0; start < rows; start += perRequest) {
    const uploadLeads = Array.from({ length: Math.min(perRequest, rows - start) }, (_, i) => lead(round, start + i));
    const answer = await fetch(
      `${program.url}/voice/api/v1/admin/accounts/${accountId}/campaigns/${campaignId}/leadLoader/direct`,
      {
        method: "POST",
        headers: { authorization: `Bearer ${program.token}`, "content-type": "application/json" },
        body: JSON.stringify({ description: `Load ${start}`, uploadLeads }),
      },
    );
    const { leadsInserted } = (await answer.json()) as { leadsInserted?: number };
    if (leadsInserted !== uploadLeads.length) throw new Error(`${leadsInserted} of ${uploadLeads.length} leads loaded`);
  }
}
