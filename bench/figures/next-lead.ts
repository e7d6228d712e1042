import { sql } from "../../src/db/sql.ts";
import { tidy } from "../support/bench-database.ts";
import { inParallel, openAllDay, tell } from "../support/dialing.ts";
import { figure } from "../support/figure.ts";
import { bounded, compare, timed } from "../support/measure.ts";

export default figure({
  about: "The next lead handed out after a stop of the nine of ten leads at the front, and claims from then on",
  rows: 1_000_000,
  rounds: 5,
  async run({ ground, rows, rounds }) {
    const next: number[] = [];
    const usual: number[] = [];
    const later: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await using on = await ground(rows);
      const { db, program, accountId, campaignId, firstLeadId } = on;
      await openAllDay(on);
      await db.execute(sql`
        update contact set aux_data1 = 'front' where account_id = ${accountId} and lead_id < ${firstLeadId + rows * 0.9}
      `);
      await tidy(on, "contact");
      const path = `/accounts/${accountId}/dialer/claims`;
      const claim = async () => {
        const { claims } = await tell(program, path, { campaignId, max: 1 });
        if (claims.length !== 1) throw new Error("no lead is handed out");
      };
      const slowest = async () => {
        const times: number[] = [];
        await inParallel(8, 400, async () => void times.push(await timed(claim)));
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
      next.push(await timed(claim));
      // From then on, not once everything is tidied up.
      later.push(await slowest());
    }
    return [
      bounded("next lead after a stop of the front", 1000, "ms", next),
      compare("p99 of claims from then on", "p99 before", { atMost: 1.5 }, "ms", later, usual),
    ];
  },
});
