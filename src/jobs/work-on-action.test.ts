import { afterAll, beforeAll, expect, test } from "vitest";
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
