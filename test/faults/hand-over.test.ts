import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connect, type Database } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";
import { findAction } from "../../src/leads/catalogue.ts";
import { acceptAction } from "../../src/leads/engine/accept-action.ts";
import { scopeOf } from "../../src/leads/search/scope.ts";
import { addCampaign } from "../support/leads.ts";
import { dropDatabase, emptyDatabase, type RunningProgram, runProgram } from "../support/run-program.ts";
import { expectExactlyOnce, imagesOf } from "./exactly-once.ts";
import { addManyLeads } from "./many-leads.ts";

const accountId = 1;
const path = `/v1/accounts/${accountId}/lead-actions`;
const until = <T>(what: () => Promise<T>) => vi.waitFor(what, { timeout: 60_000, interval: 20 });
/** The leads as they were created. */
const made: Awaited<ReturnType<typeof imagesOf>> = new Map();
let databaseUrl: string;
let db: Database;
const programs: RunningProgram[] = [];

beforeAll(async () => {
  databaseUrl = await emptyDatabase();
  await start();
  db = connect(databaseUrl, () => undefined, 4);
}, 120_000);

afterAll(async () => {
  for (const program of programs) program.process.kill("SIGCONT");
  await Promise.all(programs.map((program) => program.stop()));
  await db.close();
  await dropDatabase(databaseUrl);
}, 120_000);

async function start(): Promise<RunningProgram> {
  const program = await runProgram({ databaseUrl });
  programs.push(program);
  return program;
}

/** Locks a lead so that its batch cannot finish; returns how to release it. */
async function hold(leadId: number | undefined): Promise<() => Promise<void>> {
  const client = await db.pool.connect();
  await client.query("begin");
  await client.query("select from lead where lead_id = $1 for update", [leadId]);
  return async () => {
    await client.query("rollback");
    client.release();
  };
}

/** Creates 16,000 leads, which make four batches, and holds up the first two. */
async function heldUpLeads(): Promise<{ leadIds: number[]; release: () => Promise<void> }> {
  const leadIds = await addManyLeads(db, await addCampaign(db, accountId), 16_000);
  for (const [leadId, image] of await imagesOf(db, accountId)) if (!made.has(leadId)) made.set(leadId, image);
  const releases = [await hold(leadIds[10]), await hold(leadIds[4010])];
  const release = async () => {
    for (const each of releases) await each();
  };
  return { leadIds, release };
}

/** Waits until this many batches have reached a locked lead. */
const heldUp = (count: number) =>
  until(async () => {
    const waiting = await db.query(
      sql`select from pg_stat_activity where datname = current_database() and wait_event = 'transactionid'`,
    );
    expect(waiting).toHaveLength(count);
  });

async function expectTakenOver(actionId: number, killedAt: number): Promise<void> {
  const action = await until(async () => {
    const [found] = await db.query<{ status: string; finished_at: Date }>(
      sql`select * from lead_action where account_id = ${accountId} and action_id = ${actionId}`,
    );
    expect(found?.status).toBe("DONE");
    return found;
  });
  expect(action).toMatchObject({ status: "DONE", matched: 16_000, changed: 16_000, skipped: [] });
  expect((action?.finished_at.getTime() ?? 0) - killedAt).toBeLessThan(15_000);
}

test("an action begun by one program is finished exactly by another within 15 seconds of its death", async () => {
  const [first] = programs as [RunningProgram];
  const { leadIds, release } = await heldUpLeads();
  const request = { action: "PAUSE_LEADS", criteria: { leadIds } };
  const { body } = await first.request("POST", path, request, { prefer: "respond-async" });
  await heldUp(2);
  await start();
  await first.kill();
  const killedAt = Date.now();
  await release();
  await expectTakenOver(body.id, killedAt);
  await expectExactlyOnce(db, accountId, made);
}, 180_000);

test("when one of two programs sharing an action dies within a batch, the other does its part", async () => {
  const one = programs[1] as RunningProgram;
  const other = await start();
  const { leadIds, release } = await heldUpLeads();
  // One job per program. While both sleep, the second job is put off, so that only one program is awake at a time.
  one.process.kill("SIGSTOP");
  other.process.kill("SIGSTOP");
  const request = { action: findAction("PAUSE_LEADS"), criteria: { leadIds }, params: {}, allLeads: false };
  const scope = await scopeOf(db, accountId);
  const { actionId } = await acceptAction(db, scope, { userId: 1, name: "ann" }, request, new Date());
  const second = sql`update graphile_worker._private_jobs`;
  const isSecond = sql`(payload->>'actionId')::bigint = ${actionId} and (payload->>'lane')::int = 2`;
  await db.execute(sql`${second} set run_at = now() + interval '1 hour' where ${isSecond}`);
  one.process.kill("SIGCONT");
  await heldUp(1);
  one.process.kill("SIGSTOP");
  await db.execute(sql`${second} set run_at = now() where ${isSecond}`);
  other.process.kill("SIGCONT");
  await heldUp(2);
  await one.kill();
  const killedAt = Date.now();
  await release();
  await expectTakenOver(actionId, killedAt);
  await expectExactlyOnce(db, accountId, made);
}, 180_000);
