import { sql } from "../../src/db/sql.ts";
import { vacuumAndCheckpoint } from "../support/bench-database.ts";
import { inParallel, openAllDay, postV1 } from "../support/dialing.ts";
import { figure } from "../support/figure.ts";
import { bounded, compare, timeMs } from "../support/measure.ts";

export default figure({
  about: "The next lead handed out after stopping the first nine of ten leads, and the claims that follow",
  rows: 1_000_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    const next: number[] = [];
    const usual: number[] = [];
    const later: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await using on = await makeDatabase(rows);
      const { db, program, accountId, campaignId, firstLeadId } = on;
      await openAllDay(on);
      await db.execute(sql`
        update contact set aux_data1 = 'front' where account_id = ${accountId} and lead_id < ${firstLeadId + rows * 0.9}
      `);
      await vacuumAndCheckpoint(on, "contact");
      const path = `/accounts/${accountId}/dialer/claims`;
      const claim = async () => {
        const { claims } = await postV1(program, path, { campaignId, max: 1 });
        if (claims.length !== 1) throw new Error("no lead is handed out");
      };
      const slowest = async () => {
        const times: number[] = [];
        await inParallel(8, 400, async () => void times.push(await timeMs(claim)));
        return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] as number;
      };
      await slowest();
      usual.push(await slowest());
      const answer = await fetch(
        `${program.url}/voice/api/v1/admin/accounts/${accountId}/campaignLeads/actions?leadAction=PAUSE_LEADS`,
        {
          method: "PUT",
          headers: { authorization: `Bearer ${program.token}`, "content-type": "application/json" },
          body: JSON.stringify({
            campaignLeadSearchCriteria: { campaignIds: [campaignId], auxData1: "front" },
            leadActionParams: { paramMap: {} },
          }),
        },
      );
      if (!answer.ok) throw new Error(await answer.text());
      next.push(await timeMs(claim));
      // Right after the stop, while stopped leads are still in the queue.
      later.push(await slowest());
    }
    return [
      bounded("next lead after stopping the front of the queue", 1000, "ms", next),
      compare("p99 of claims after the stop", "p99 before", { atMost: 1.5 }, "ms", later, usual),
    ];
  },
});
