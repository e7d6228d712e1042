import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testContext } from "../../test/support/context.ts";
import { addAccount, addCampaign, addLeads } from "../../test/support/leads.ts";
import { sql } from "../db/sql.ts";
import { findAction } from "../leads/catalogue.ts";
import { acceptAction } from "../leads/engine/accept-action.ts";
import { readAction } from "../leads/engine/action-record.ts";
import { scopeOf } from "../leads/search/scope.ts";
import job from "./work-on-action.ts";

let home: Awaited<ReturnType<typeof testContext>>;
beforeAll(async () => {
  home = await testContext();
});
afterAll(() => home.drop());

test("an action whose list was deleted meanwhile fails at once with a readable error, and is not retried for days", async () => {
  const { db, clock } = home.context;
  const accountId = await addAccount(db);
  const campaign = await addCampaign(db, accountId);
  const target = await addCampaign(db, accountId, campaign.dialGroupId);
  await addLeads(db, campaign, [{}, {}]);
  const { actionId } = await acceptAction(
    db,
    await scopeOf(db, accountId),
    { userId: 1, name: "ann@example.com" },
    {
      action: findAction("MOVE_TO_CAMPAIGN"),
      criteria: { campaignIds: [campaign.campaignId] },
      params: { CAMPAIGN_ID: target.campaignId, LIST_ID: target.listId },
      allLeads: false,
      inline: 0,
    },
    clock(),
  );
  await db.execute(sql`delete from lead_list where list_id = ${target.listId}`);
  const payload = { accountId, actionId, lane: 1 } as never;
  await job.run(home.context, payload, { signal: new AbortController().signal, lastAttempt: false });
  expect(await readAction(db, accountId, actionId)).toMatchObject({
    status: "FAILED",
    matched: 2,
    changed: 0,
    failure: `List ${target.listId} of campaign ${target.campaignId} was deleted while leads were moved to it.`,
  });
});

test("a long action lets other jobs have their turn every few seconds, and continues after them", async () => {
  const { db, clock } = home.context;
  const accountId = await addAccount(db);
  const campaign = await addCampaign(db, accountId);
  await addLeads(
    db,
    campaign,
    Array.from({ length: 9000 }, () => ({})),
  );
  const { actionId } = await acceptAction(
    db,
    await scopeOf(db, accountId),
    { userId: 1, name: "ann@example.com" },
    { action: findAction("PAUSE_LEADS"), criteria: {}, params: {}, allLeads: true, inline: 0 },
    clock(),
  );
  await db.execute(sql`delete from graphile_worker._private_jobs`);
  let seconds = 0;
  const slowClock = vi.spyOn(performance, "now").mockImplementation(() => {
    seconds += 6;
    return seconds * 1000;
  });
  const enqueued = async () =>
    (await db.query<{ key: string }>(sql`select key from graphile_worker.jobs where key is not null`)).map(
      ({ key }) => key,
    );
  const run = () =>
    job.run(home.context, { accountId, actionId, lane: 2 } as never, {
      signal: new AbortController().signal,
      lastAttempt: false,
    });
  for (const left of [2, 1, 0]) {
    await db.execute(sql`delete from graphile_worker._private_jobs`);
    await run();
    const { unfinished } = await db.one<{ unfinished: number }>(sql`
      select count(*) as unfinished from lead_action_batch where action_id = ${actionId} and finished_at is null
    `);
    expect(unfinished).toBe(left);
    expect(await enqueued()).toEqual([`lead-action-${accountId}-${actionId}-2`]);
  }
  await db.execute(sql`delete from graphile_worker._private_jobs`);
  await run();
  slowClock.mockRestore();
  expect(await enqueued()).toEqual([]);
  expect(await readAction(db, accountId, actionId)).toMatchObject({ status: "DONE", changed: 9000 });
});
