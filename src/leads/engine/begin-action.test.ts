import { expect, test, vi } from "vitest";
import { now, testAccount } from "../../../test/support/account.ts";
import { addLeads, addPlainLeads } from "../../../test/support/leads.ts";
import { holdRules } from "../../db/locks.ts";
import { sql } from "../../db/sql.ts";
import { findAction } from "../catalogue.ts";
import { scopeOf } from "../search/scope.ts";
import { acceptAction } from "./accept-action.ts";
import { resumeActions } from "./begin-action.ts";

const at = testAccount();
const jobs = async () =>
  (await at.db.one<{ count: number }>(sql`select count(*) from graphile_worker.jobs where attempts < max_attempts`))
    .count;

test("a running action gets new jobs if killed instances used up its jobs, and only then", async () => {
  const leadIds = await addLeads(at.db, at.campaign, [{}, {}, {}]);
  const request = { action: findAction("PAUSE_LEADS"), criteria: { leadIds }, params: {}, allLeads: false, inline: 0 };
  await acceptAction(at.db, await scopeOf(at.db, at.accountId), { userId: 1, name: "ann" }, request, now);
  expect(await jobs()).toBe(2);
  expect(await resumeActions(at.db)).toBe(0);

  await at.db.execute(
    sql`update graphile_worker._private_jobs set attempts = max_attempts where id = (select min(id) from graphile_worker._private_jobs)`,
  );
  expect(await resumeActions(at.db)).toBe(0);

  await at.db.execute(sql`update graphile_worker._private_jobs set attempts = max_attempts`);
  expect(await resumeActions(at.db)).toBe(1);
  expect(await jobs()).toBe(2);
  expect(await resumeActions(at.db)).toBe(0);
});

/** Resolves once some transaction waits for a lock of this kind. */
const waiting = async (kind: "advisory" | "transactionid") =>
  await vi.waitFor(
    async () =>
      expect(
        await at.db.query(sql`
          select from pg_locks join pg_stat_activity using (pid)
          where locktype = ${kind} and not granted and datname = current_database()
        `),
      ).toHaveLength(1),
    { timeout: 10_000, interval: 10 },
  );

async function accept(name: string, leadIds: number[], inline?: number) {
  const request = { action: findAction(name), criteria: { leadIds }, params: {}, allLeads: false };
  const caller = { userId: 1, name: "ann" };
  return await acceptAction(
    at.db,
    await scopeOf(at.db, at.accountId),
    caller,
    inline === undefined ? request : { ...request, inline },
    now,
  );
}

test("a small action locks its leads in the order of their ids, wherever they are in the table", async () => {
  // Enough leads that the planner reads the table in its physical order.
  const leadIds = await addPlainLeads(at.db, at.campaign, 300);
  const [first, ...others] = leadIds as [number, ...number[]];
  // Changing an indexed column moves the row behind the others.
  await at.db.execute(sql`update lead set campaign_id = ${at.target.campaignId} where lead_id = ${first}`);
  const { acting } = await at.db.transaction(async (tx) => {
    await tx.query(sql`select from lead where lead_id = ${first} for update`);
    const action = accept("PAUSE_LEADS", leadIds);
    await waiting("transactionid");
    // While the action waits for the first lead, it holds no other.
    const free = await at.db.query(
      sql`select from lead where lead_id = any (${others}::bigint[]) for update skip locked`,
    );
    expect(free).toHaveLength(others.length);
    return { acting: action };
  });
  expect(await acting).toMatchObject({ status: "DONE", changed: 300 });
});

test("accepting a large action that stops dialing waits for claims in progress, and no other action does", async () => {
  const leadIds = await addLeads(at.db, at.campaign, [{}, {}]);
  const { accepting } = await at.db.transaction(async (tx) => {
    await holdRules(tx, at.accountId);
    expect(await accept("READY_LEADS", leadIds, 0)).toMatchObject({ status: "RUNNING" });
    const stop = accept("CANCEL_LEADS", leadIds, 0);
    await waiting("advisory");
    return { accepting: stop };
  });
  expect(await accepting).toMatchObject({ status: "RUNNING" });
});
