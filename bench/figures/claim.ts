import { sql } from "../../src/db/sql.ts";
import { claimBare, completeBare, inParallel, openAllDay, postV1, resetClaims } from "../support/dialing.ts";
import { figure } from "../support/figure.ts";
import { alternate, compare } from "../support/measure.ts";

const clients = 8;

export default figure({
  about:
    "Claims of 1 and of 25 leads and their completions over HTTP by 8 clients, against the bare statements on 8 connections",
  rows: 1_000_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    const { db, accountId, campaignId, program } = on;
    await openAllDay(on);
    const zones = (
      await db.query<{ id: number }>(sql`select distinct time_zone_id as id from lead where account_id = ${accountId}`)
    ).map(({ id }) => id);
    const many = Math.min(2000, rows / 40);
    const path = `/accounts/${accountId}/dialer/claims`;
    let claimIds: number[] = [];
    const claims = async (max: number, count: number) => {
      await resetClaims(on);
      claimIds = [];
      const rate = await inParallel(clients, count, async () => {
        const { claims: some } = await postV1(program, path, { campaignId, max });
        if (some.length < max) throw new Error(`${some.length} claims of ${max}`);
        claimIds.push(...some.map(({ claimId }) => claimId));
      });
      return rate * max;
    };
    const bareClaims = async (max: number, count: number) => {
      await resetClaims(on);
      claimIds = [];
      const rate = await inParallel(clients, count, async () => {
        const some = await db.transaction((tx) => claimBare(tx, on, zones, new Date(), max));
        claimIds.push(...some);
      });
      return (rate * claimIds.length) / count;
    };
    const complete = async () => {
      const ids = claimIds.splice(0, many);
      return await inParallel(clients, ids.length, (i) =>
        postV1(program, `${path}/${ids[i]}/complete`, { systemDisposition: "NOANSWER" }),
      );
    };
    const bareComplete = async () => {
      const ids = claimIds.splice(0, many);
      return await inParallel(clients, ids.length, (i) =>
        db.transaction((tx) => completeBare(tx, on, ids[i] as number, new Date())),
      );
    };
    // Warm up both sides, so that code is compiled and connections are open.
    await claims(1, many / 4);
    await complete();
    await bareClaims(1, many / 4);
    await bareComplete();
    const done: [number[], number[]] = [[], []];
    const one = await alternate(
      rounds,
      async () => {
        const rate = await claims(1, many);
        done[0].push(await complete());
        return rate;
      },
      async () => {
        const rate = await bareClaims(1, many);
        done[1].push(await bareComplete());
        return rate;
      },
    );
    const more = await alternate(
      rounds,
      () => claims(25, many / 10),
      () => bareClaims(25, many / 10),
    );
    return [
      compare(`claims of 1 of ${rows}`, "bare", { atLeast: 1 }, "/s", ...one),
      compare(`claims of 25 of ${rows}, counted in leads`, "bare", { atLeast: 1.5 }, "/s", ...more),
      compare("completions", "bare", { atLeast: 0.8 }, "/s", ...done),
    ];
  },
});
