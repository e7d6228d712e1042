import { afterAll, beforeAll, expect, test } from "vitest";
import { testContext } from "../../../../test/support/context.ts";
import { addAccount, addCampaign, addLeads } from "../../../../test/support/leads.ts";
import { findAction } from "../../../leads/catalogue.ts";
import { acceptAction } from "../../../leads/engine/accept-action.ts";
import { cancelAction } from "../../../leads/engine/work-on-action.ts";
import { scopeOf } from "../../../leads/search/scope.ts";
import { actionEvents } from "./action-events.ts";

let home: Awaited<ReturnType<typeof testContext>>;
beforeAll(async () => {
  home = await testContext();
});
afterAll(() => home.drop());

/** An action that makes no progress, since no jobs run in this test. */
async function idleAction() {
  const { db, clock } = home.context;
  const campaign = await addCampaign(db, await addAccount(db));
  await addLeads(db, campaign, [{}, {}]);
  return await acceptAction(
    db,
    await scopeOf(db, campaign.accountId),
    { userId: 1, name: "ann@example.com" },
    {
      action: findAction("PAUSE_LEADS"),
      criteria: { campaignIds: [campaign.campaignId] },
      params: {},
      allLeads: false,
      inline: 0,
    },
    clock(),
  );
}

test("while nothing happens, comments keep the connection open, and the end is still reported", async () => {
  const record = await idleAction();
  const events = actionEvents(home.context, record, new AbortController().signal, { pause: 0, heartbeat: 20 });
  const next = async () => (await events.next()).value as string | undefined;
  // On a busy machine the first read may take longer than the heartbeat.
  let first = await next();
  while (first?.startsWith(":")) first = await next();
  expect(first).toMatch(/^event: progress\ndata: \{"id":\d+,.*\}\n\n$/);
  for (let comments = 0; comments < 3; ) {
    // The same progress may be reported again.
    const text = await next();
    if (text?.startsWith("event: progress")) continue;
    expect(text).toBe(": nothing new\n\n");
    comments++;
  }
  await cancelAction(home.context.db, { userId: 1, name: "ann@example.com" }, record.accountId, record.actionId);
  let last = await next();
  while (last?.startsWith("event: done") === false) last = await next();
  expect(last).toMatch(/^event: done\ndata: .*"status":"CANCELLED"/);
  expect(await next()).toBeUndefined();
});

test("the stream ends without an event when the client disconnects", async () => {
  const leaving = new AbortController();
  const events = actionEvents(home.context, await idleAction(), leaving.signal, { heartbeat: 60_000 });
  await events.next();
  const silent = events.next();
  leaving.abort();
  expect(await silent).toEqual({ done: true, value: undefined });
});
