import { expect, test } from "vitest";
import { journalOf, leadColumns, now, testAccount } from "../../../test/support/account.ts";
import { actionContract } from "../../../test/support/actions/action-contract.ts";
import { addLeads, type TestLead } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { refillCampaign } from "../../dialer/rules/refill.ts";
import { scopeOf } from "../search/scope.ts";

const at = testAccount();

actionContract("DIALER_REFRESH");

/** A lead that a dialer has fetched, or has on a call. */
async function fetched(lead: TestLead = {}, status = "PENDING", campaign = at.campaign): Promise<number> {
  const [leadId] = (await addLeads(at.db, campaign, [{ lead_state: status, ...lead }])) as [number];
  await at.db.execute(sql`
    with made as (
      insert into claim (account_id, lead_id, campaign_id, phone, status, claimed_at, claimed_by, lease_expires_at)
      values (${at.accountId}, ${leadId}, ${campaign.campaignId}, '+14155550100', ${status}, ${now}, 'dialer', ${now})
      returning claim_id
    )
    update lead set claim_id = made.claim_id from made where account_id = ${at.accountId} and lead_id = ${leadId}
  `);
  return leadId;
}

const refresh = (criteria: object = { campaignIds: [at.campaign.campaignId] }, params = {}) =>
  at.run("DIALER_REFRESH", criteria, params);

test.each([{}, { force_dialer_cache_refresh: "true" }])(
  "DIALER_REFRESH changes nothing where nothing is fetched, with %j",
  async (params) => {
    await addLeads(at.db, at.campaign, [{}]);
    const result = await refresh(undefined, params);
    expect(result).toMatchObject({ status: "DONE", matched: 0, changed: 0, deleted: 0 });
    expect(await journalOf(at.db, result.actionId)).toEqual([]);
  },
);

test.each<[string, TestLead, string]>([
  ["a lead", {}, "READY"],
  ["anyone's callback", { callback_at: now }, "CALLBACK"],
  ["an agent's callback", { callback_at: now, callback_agent_id: 7 }, "AGENT-CALLBACK"],
  ["a lead that was paused meanwhile", { lead_state: "PAUSED" }, "PAUSED"],
])("%s that was fetched is free again, uncounted", async (_, lead, state) => {
  const leadId = await fetched(lead);
  const before = await leadColumns(at.db, leadId);
  const result = await refresh({ leadIds: [leadId] });
  expect(result).toMatchObject({ matched: 1, changed: 1, settled: { campaignIds: [at.campaign.campaignId] } });
  expect(await leadColumns(at.db, leadId)).toEqual({ ...before, lead_state: state, claim_id: null });
  expect(await journalOf(at.db, result.actionId)).toMatchObject([{ lead_id: leadId, lead_state_after: state }]);
  expect(await at.db.query(sql`select status, ended_at from claim where lead_id = ${leadId}`)).toEqual([
    { status: "RELEASED", ended_at: now },
  ]);
});

test("one matching lead refreshes its whole campaign; calls and other campaigns are unaffected", async () => {
  const [named] = (await addLeads(at.db, at.campaign, [{}])) as [number];
  const free = await fetched();
  const called = await fetched({}, "ACTIVE");
  const elsewhere = await fetched({}, "PENDING", at.target);
  const scope = await scopeOf(at.db, at.accountId);
  for (const { campaignId } of [at.campaign, at.target]) await refillCampaign(at.db, scope, campaignId, 0, now);
  expect(await refresh({ leadIds: [named] })).toMatchObject({ matched: 1, changed: 1 });
  const states = await at.db.query(
    sql`select lead_state from lead where lead_id = any (${[free, called, elsewhere]}::bigint[]) order by lead_id`,
  );
  expect(states.map((row) => Object.values(row)[0])).toEqual(["READY", "ACTIVE", "PENDING"]);
  const queues = await at.db.query(sql`
    select campaign_id, filled_changes is null as emptied from dial_queue_fill where account_id = ${at.accountId} order by campaign_id
  `);
  expect(queues).toEqual([
    { campaign_id: at.campaign.campaignId, emptied: true },
    { campaign_id: at.target.campaignId, emptied: false },
  ]);
});
