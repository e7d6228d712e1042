import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { median, quantile } from "../../bench/support/measure.ts";
import { type Program, startProgram } from "../../bench/support/program.ts";
import { seededRandomFor } from "../../clients/seeded-random.ts";
import { connect, type Database } from "../../src/db/database.ts";
import { startEmbedded } from "../../src/db/embedded/embedded.ts";
import { sql } from "../../src/db/sql.ts";
import { clientOf } from "../support/client.ts";
import { type Measured, SoakAccount } from "./soak-account.ts";

// Ten accounts work for twenty minutes. Fails if memory or p99 grow, if a response is wrong, or if the database does not
// hold what the responses said. docs/testing.md explains it.

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "20" }, accounts: { type: "string", default: "10" } },
});
const minutes = Number(values.minutes);
/** How much memory and p99 of the last third may exceed those of the middle third. */
const mostGrowth = { memory: 1.15, p99: 1.5 };

interface Look {
  megabytes: number;
  p99: number;
  requests: number;
}

const data = await mkdtemp(join(tmpdir(), "leadyard-soak-"));
// Started by root, the database runs as another user, who must be able to enter the folder.
await chmod(data, 0o755);
const server = await startEmbedded(data, {});
const databaseUrl = await server.url("leadyard");
const program = await startProgram({ DATABASE_URL: databaseUrl, LEADYARD_DATA: data });
const db = connect(databaseUrl, () => undefined);
try {
  const problems = await soak(program, db);
  for (const problem of problems) console.log(`! ${problem}`);
  console.log(
    problems.length === 0 ? "Memory and p99 stayed flat, and nothing was lost." : `${problems.length} problems`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await db.close();
  await program.stop();
  await server.stop();
  await rm(data, { recursive: true, force: true });
}

async function soak(on: Program, database: Database): Promise<string[]> {
  const measured: Measured = { times: [], failures: [] };
  const client = clientOf(on.url, on.token);
  const accounts: SoakAccount[] = [];
  for (let i = 0; i < Number(values.accounts); i++) {
    const { body } = await client.request("POST", "/v1/accounts", { accountName: `Soak ${i}`, timeZone: "UTC" });
    const account = new SoakAccount(Number(body.accountId), client, measured, seededRandomFor(7, i));
    await account.setUp();
    accounts.push(account);
  }
  const endsAt = performance.now() + minutes * 60_000;
  const looks: Look[] = [];
  const watch = lookEvery((minutes * 60_000) / 20, endsAt, async () => {
    looks.push(await lookAt(on, measured));
    const { megabytes, p99, requests } = looks.at(-1) as Look;
    console.log(`${megabytes} MB, p99 ${p99.toFixed(0)} ms, ${requests} requests`);
  });
  await Promise.all([
    watch,
    ...accounts.map(async (account) => {
      while (performance.now() < endsAt) await account.work();
    }),
  ]);
  await untilIdle(database);
  const lost = await Promise.all(accounts.map((account) => lossesOf(database, account)));
  return [...growthOf(looks), ...measured.failures.slice(0, 20), ...lost.flat()];
}

async function lookEvery(milliseconds: number, endsAt: number, look: () => Promise<void>): Promise<void> {
  while (performance.now() < endsAt - milliseconds / 2) {
    await sleep(milliseconds);
    await look();
  }
}

async function lookAt(on: Program, measured: Measured): Promise<Look> {
  const status = await readFile(`/proc/${on.process.pid}/status`, "utf8");
  const times = measured.times;
  measured.times = [];
  return {
    megabytes: Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024),
    p99: quantile(times, 0.99),
    requests: times.length,
  };
}

/** Compares the last third with the middle third; the first one fills caches. */
function growthOf(looks: Look[]): string[] {
  const third = Math.floor(looks.length / 3);
  const middle = looks.slice(third, 2 * third);
  const last = looks.slice(2 * third);
  const growth = (of: (look: Look) => number) => median(last.map(of)) / median(middle.map(of));
  const [memory, p99] = [growth(({ megabytes }) => megabytes), growth((look) => look.p99)];
  console.log(`last third against middle third: memory ${memory.toFixed(2)}, p99 ${p99.toFixed(2)}`);
  return [
    ...(memory > mostGrowth.memory ? [`memory grew to ${memory.toFixed(2)} times`] : []),
    ...(p99 > mostGrowth.p99 ? [`p99 grew to ${p99.toFixed(2)} times`] : []),
  ];
}

/** Waits for the jobs that are due, such as exports. */
async function untilIdle(database: Database): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const { busy } = await database.one<{ busy: boolean }>(sql`
      select exists (select from lead_action where status = 'RUNNING')
        or exists (select from archive where written_at is null and failure is null) as busy
    `);
    if (!busy) return;
    await sleep(100);
  }
}

/** What the database does not hold although a response said so. */
async function lossesOf(database: Database, { accountId, ledger }: SoakAccount): Promise<string[]> {
  const there = await database.one<{ leads: number; passes: number; unwritten: number; held: number }>(sql`
    select (select count(*) from lead where account_id = ${accountId}) as leads,
      (select count(*) from pass where account_id = ${accountId}) as passes,
      (select count(*) from archive where account_id = ${accountId} and written_at is null) as unwritten,
      (select count(*) from lead where account_id = ${accountId} and claim_id is not null) as held
  `);
  const recorded = await database.query<{ actionId: number; changed: number; deleted: number }>(sql`
    select action_id as "actionId", changed, deleted from lead_action
    where account_id = ${accountId} and action_id = any (${[...ledger.actions.keys()]}::bigint[])
  `);
  const differing = recorded.filter(({ actionId, changed, deleted }) => {
    const said = ledger.actions.get(actionId);
    return said?.changed !== changed || said.deleted !== deleted;
  });
  const leads = ledger.inserted - ledger.deleted;
  console.log(`account ${accountId}: ${there.leads} leads, ${there.passes} passes, ${recorded.length} actions`);
  return [
    ...(there.leads === leads ? [] : [`account ${accountId} has ${there.leads} leads; responses said ${leads}`]),
    ...(there.passes === ledger.completed.size
      ? []
      : [`account ${accountId} has ${there.passes} passes; ${ledger.completed.size} claims were completed`]),
    ...(recorded.length === ledger.actions.size && differing.length === 0
      ? []
      : [`account ${accountId}: ${ledger.actions.size - recorded.length} actions missing, ${differing.length} differ`]),
    ...(there.unwritten === 0 ? [] : [`account ${accountId} has ${there.unwritten} unwritten exports`]),
    ...(there.held === 0 ? [] : [`account ${accountId} has ${there.held} leads that a claim still holds`]),
  ];
}
