import { type Sql, sql } from "../../src/db/sql.ts";
import type { BenchDatabase } from "../support/bench-database.ts";
import { vacuumAndCheckpoint } from "../support/bench-database.ts";
import { inParallel, openAllDay, openInAmerica, postV1, resetClaims } from "../support/dialing.ts";
import { figure } from "../support/figure.ts";
import { type Comparison, compare } from "../support/measure.ts";

const clients = 8;
const claims = 200;

/** Ways to make the nine of ten leads that would be dialed first undialable, as `set` clauses. */
const fronts: Record<string, (on: BenchDatabase) => Promise<Sql>> = {
  "stopped long ago": async () => sql`lead_state = 'CANCELLED'`,
  "not yet due": async () => sql`next_dial_time = now() + interval '1 day'`,
  "in closed zones": async (on) => {
    await openInAmerica(on);
    await on.db.execute(sql`insert into time_zone (name) values ('Asia/Tokyo') on conflict do nothing`);
    return sql`time_zone_id = (select time_zone_id from time_zone where name = 'Asia/Tokyo')`;
  },
};

/** Milliseconds per claim of 1, completion, and claim of 25 at 8 clients, returned as claim of 1, claim of 25, completion. */
async function measureClaims(on: BenchDatabase): Promise<[number, number, number]> {
  const { program, accountId, campaignId } = on;
  const path = `/accounts/${accountId}/dialer/claims`;
  const ids: number[] = [];
  await resetClaims(on);
  const claim = async (max: number, count: number) => {
    const rate = await inParallel(clients, count, async () => {
      const { claims: some } = await postV1(program, path, { campaignId, max });
      if (some.length < max) throw new Error(`${some.length} claims of ${max}`);
      ids.push(...some.map(({ claimId }) => claimId));
    });
    return 1000 / rate;
  };
  const one = await claim(1, claims);
  const complete = ids.splice(0, claims);
  const done = await inParallel(clients, complete.length, (i) =>
    postV1(program, `${path}/${complete[i]}/complete`, { systemDisposition: "NOANSWER" }),
  );
  return [one, await claim(25, claims / 10), 1000 / done];
}

export default figure({
  about:
    "Claims and completions with a hundredth of the leads, and with the first nine of ten leads undialable, against all leads dialable",
  rows: 1_000_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    await using stack = new AsyncDisposableStack();
    const plain = stack.use(await makeDatabase(rows));
    await openAllDay(plain);
    const databases: [string, BenchDatabase][] = [[`${rows / 100} leads`, stack.use(await makeDatabase(rows / 100))]];
    await openAllDay(databases[0]?.[1] as BenchDatabase);
    for (const [name, front] of Object.entries(fronts)) {
      const on = stack.use(await makeDatabase(rows));
      await openAllDay(on);
      await on.db.execute(sql`
        update lead set ${await front(on)}
        where account_id = ${on.accountId} and lead_id < ${on.firstLeadId + rows * 0.9}
      `);
      await vacuumAndCheckpoint(on);
      databases.push([`nine of ten ${name}`, on]);
    }
    const measured = new Map<string, number[][]>();
    for (let round = 0; round < rounds; round++)
      for (const [name, on] of [["plain", plain] as const, ...databases])
        measured.set(name, [...(measured.get(name) ?? []), await measureClaims(on)]);
    const of = (name: string, i: number) => (measured.get(name) ?? []).map((round) => round[i] as number);
    return databases.flatMap(([name]) =>
      ["claims of 1", "claims of 25", "completions"].map(
        (what, i): Comparison =>
          compare(`${what}, ${name}`, `${rows} leads`, { atMost: 1.3 }, "ms", of(name, i), of("plain", i)),
      ),
    );
  },
});
