import type { BenchDatabase } from "../support/bench-database.ts";
import { openAllDay, postV1 } from "../support/dialing.ts";
import { figure } from "../support/figure.ts";
import { bounded, timeMs } from "../support/measure.ts";

export default figure({
  about: "A lead with its place in the queue, and its campaign's queue figures",
  rows: 1_000_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    await openAllDay(on);
    await postV1(on.program, `/accounts/${on.accountId}/dialer/claims`, { campaignId: on.campaignId, max: 1 });
    const pages: number[] = [];
    const figures: number[] = [];
    for (let round = 0; round < rounds; round++) {
      pages.push(await timeMs(() => get(on, `/leads/${on.firstLeadId + 1000 + round}`)));
      figures.push(await timeMs(() => get(on, `/dialer/queue?campaignId=${on.campaignId}`)));
    }
    return [bounded("a lead's page", 50, "ms", pages), bounded("queue figures of a campaign", 500, "ms", figures)];
  },
});

async function get({ program, accountId }: BenchDatabase, path: string): Promise<void> {
  const answer = await fetch(`${program.url}/v1/accounts/${accountId}${path}`, {
    headers: { authorization: `Bearer ${program.token}` },
  });
  if (!answer.ok) throw new Error(await answer.text());
  await answer.arrayBuffer();
}
