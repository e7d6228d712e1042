import { type Sql, sql } from "../../src/db/sql.ts";
import type { BenchDatabase } from "../support/bench-database.ts";
import { tidy } from "../support/bench-database.ts";
import { forgetClaims, inParallel, openAllDay, openInAmerica, tell } from "../support/dialing.ts";
import { figure } from "../support/figure.ts";
import { type Comparison, compare } from "../support/measure.ts";

const clients = 8;
const claims = 200;

/** What nine of ten leads are, those that would be dialed first. */
const fronts: Record<string, (on: BenchDatabase) => Promise<Sql>> = {
  "stopped long ago": async () => sql`lead_state = 'CANCELLED'`,
  "not yet due": async () => sql`next_dial_time = now() + interval '1 day'`,
  "in closed zones": async (on) => {
    await openInAmerica(on);
    await on.db.execute(sql`insert into time_zone (name) values ('Asia/Tokyo') on conflict do nothing`);
    return sql`time_zone_id = (select time_zone_id from time_zone where name = 'Asia/Tokyo')`;
  },
};

/** Milliseconds for a claim of 1, a claim of 25 and a completion, 8 clients at a time. */
async function times(on: BenchDatabase): Promise<[number, number, number]> {
  const { program, accountId, campaignId } = on;
  const path = `/accounts/${accountId}/dialer/claims`;
  const ids: number[] = [];
  await forgetClaims(on);
  const claim = async (max: number, count: number) => {
    const rate = await inParallel(clients, count, async () => {
      const { claims: some } = await tell(program, path, { campaignId, max });
      if (some.length < max) throw new Error(`${some.length} claims of ${max}`);
      ids.push(...some.map(({ claimId }) => claimId));
    });
    return 1000 / rate;
  };
  const one = await claim(1, claims);
  const complete = ids.splice(0, claims);
  const done = await inParallel(clients, complete.length, (i) =>
    tell(program, `${path}/${complete[i]}/complete`, { systemDisposition: "NOANSWER" }),
  );
  return [one, await claim(25, claims / 10), 1000 / done];
}

export default figure({
  about:
    "Claims and completions with a hundredth of the leads, and with nine of ten leads at the front not dialable, against all leads dialable",
  rows: 1_000_000,
  rounds: 5,
  async run({ ground, rows, rounds }) {
    await using stack = new AsyncDisposableStack();
    const plain = stack.use(await ground(rows));
    await openAllDay(plain);
    const grounds: [string, BenchDatabase][] = [[`${rows / 100} leads`, stack.use(await ground(rows / 100))]];
    await openAllDay(grounds[0]?.[1] as BenchDatabase);
    for (const [name, front] of Object.entries(fronts)) {
      const on = stack.use(await ground(rows));
      await openAllDay(on);
      await on.db.execute(sql`
        update lead set ${await front(on)}
        where account_id = ${on.accountId} and lead_id < ${on.firstLeadId + rows * 0.9}
      `);
      await tidy(on);
      grounds.push([`nine of ten ${name}`, on]);
    }
    const measured = new Map<string, number[][]>();
    for (let round = 0; round < rounds; round++)
      for (const [name, on] of [["plain", plain] as const, ...grounds])
        measured.set(name, [...(measured.get(name) ?? []), await times(on)]);
    const of = (name: string, i: number) => (measured.get(name) ?? []).map((round) => round[i] as number);
    return grounds.flatMap(([name]) =>
      ["claims of 1", "claims of 25", "completions"].map(
        (what, i): Comparison =>
          compare(`${what}, ${name}`, `${rows} leads`, { atMost: 1.3 }, "ms", of(name, i), of("plain", i)),
      ),
    );
  },
});
