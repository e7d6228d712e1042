import { describe, expect, test } from "vitest";
import { type Floor, floor, journalOf } from "../../test/support/actions.ts";
import { addAccount, addCampaign, addLeads, type TestCampaign, type TestLead } from "../../test/support/leads.ts";
import { sql } from "../db/sql.ts";
import { journaled, type LeadAction } from "./action.ts";
import { leadActions } from "./catalogue.ts";
import { callbackStates, leadStates, stickyStates } from "./state.ts";

const at = floor();
const due = new Date("2026-06-30T09:00:00.000Z");

/** Values of parameters that are ids or texts, by name; choices and switches are all tried. */
const known: Record<string, (floor: Floor) => unknown> = {
  CAMPAIGN_ID: ({ target }) => target.campaignId,
  LIST_ID: ({ target }) => target.listId,
  RESERVATION_AGENT_ID: ({ agentId }) => agentId,
  CALLBACK_DATE: () => "2026-07-03T10:00:00Z",
  PASS_DISPOSITION: () => "Spoke",
  PASS_DELAY: () => 30,
  EMAIL_TO: () => "ann@example.com",
};

interface Schema {
  type?: string;
  enum?: unknown[];
}

/** Every combination of an action's choices and switches. */
function variants(action: LeadAction): Record<string, unknown>[] {
  let made: Record<string, unknown>[] = [{}];
  for (const [name, schema] of Object.entries(action.params.properties) as [string, Schema][]) {
    const choices = schema.enum ?? (schema.type === "boolean" ? [true, false] : []);
    if (choices.length > 0 && name !== "REUSE_LIST")
      made = made.flatMap((params) => choices.map((value) => ({ ...params, [name]: value })));
  }
  return made;
}

const paramsFor = (action: LeadAction, variant: object) => ({
  ...Object.fromEntries(
    Object.entries(known).flatMap(([name, value]) => (name in action.params.properties ? [[name, value(at)]] : [])),
  ),
  ...variant,
});

/** One lead of every state, suppressed and not. */
const ofEveryKind: TestLead[] = leadStates.flatMap((lead_state) =>
  [true, false].map((suppressed) => ({
    lead_state,
    suppressed,
    pass_count: 2,
    extern_id: `contract-${lead_state}-${suppressed}`,
    ...(callbackStates.includes(lead_state) ? { callback_at: due } : {}),
  })),
);

async function campaignOf(accountId: number): Promise<TestCampaign> {
  const dialGroup = accountId === at.accountId ? at.campaign.dialGroupId : undefined;
  const campaign = await addCampaign(at.db, accountId, dialGroup);
  await addLeads(at.db, campaign, ofEveryKind);
  return campaign;
}

type Row = Record<string, unknown> & { lead_id: number };

/** Every lead that was in the campaign, wherever it is now, by id. */
async function leadsOf(ids: number[]): Promise<Map<number, Row>> {
  const rows = await at.db.query<Row>(sql`select * from lead where lead_id = any (${ids}::bigint[]) order by lead_id`);
  return new Map(rows.map((row) => [row.lead_id, row]));
}

async function idsOf(campaign: TestCampaign): Promise<number[]> {
  const rows = await at.db.query<Row>(
    sql`select lead_id from lead where campaign_id = ${campaign.campaignId} order by lead_id`,
  );
  return rows.map((row) => row.lead_id);
}

async function everythingOf(accountId: number): Promise<unknown[]> {
  return [
    await at.db.query(sql`select * from lead where account_id = ${accountId} order by lead_id`),
    await at.db.query(sql`select * from contact where account_id = ${accountId} order by lead_id`),
    await at.db.query(sql`select * from lead_list where account_id = ${accountId} order by list_id`),
    await at.db.query(sql`select * from dnc_entry where account_id = ${accountId}`),
    await at.db.query(sql`select * from lead_journal where account_id = ${accountId}`),
    await at.db.query(sql`select * from pass where account_id = ${accountId}`),
  ];
}

const cases = leadActions.flatMap((action) =>
  variants(action).map((variant) => ({ name: action.name, action, variant, shown: JSON.stringify(variant) })),
);

describe.each(cases)("$name $shown", ({ action, variant }) => {
  test("touches only leads in its states, journals what it changes, and counts exactly", async () => {
    const campaign = await campaignOf(at.accountId);
    const ids = await idsOf(campaign);
    const before = await leadsOf(ids);
    const result = await at.run(action.name, { campaignIds: [campaign.campaignId] }, paramsFor(action, variant));
    const after = await leadsOf(ids);
    const journal = new Map((await journalOf(at.db, result.actionId)).map((row) => [row.lead_id as number, row]));

    for (const [id, was] of before) {
      const is = after.get(id);
      const entry = journal.get(id);
      const reachable = action.states.includes(was.lead_state as never);
      expect(entry?.deleted ?? false, `lead ${id} in state ${was.lead_state}`).toBe(is === undefined);
      if (!reachable) expect(is).toEqual(was);
      for (const column of is ? journaled : []) {
        const changed = JSON.stringify(is?.[column]) !== JSON.stringify(was[column]);
        if (changed) {
          expect([entry?.[`${column}_before`], entry?.[`${column}_after`]], column).toEqual([
            was[column],
            is?.[column],
          ]);
        }
      }
    }
    const skipped = result.skipped.reduce((sum, { count }) => sum + count, 0);
    expect(result.changed + result.deleted).toBe(journal.size);
    if (result.changed + result.deleted + skipped > 0) expect(result.matched).toBe(before.size);
    expect(result.matched).toBe(result.changed + result.deleted + skipped);
    expect(
      await at.db.one(
        sql`select status, matched, changed, deleted, callbacks_deleted, skipped from lead_action where action_id = ${result.actionId}`,
      ),
    ).toEqual({
      status: "DONE",
      matched: result.matched,
      changed: result.changed,
      deleted: result.deleted,
      callbacks_deleted: result.callbacksDeleted,
      skipped: result.skipped,
    });
  });

  test("leaves an open callback exactly on leads in a callback's state", async () => {
    const campaign = await campaignOf(at.accountId);
    const ids = await idsOf(campaign);
    await at.run(action.name, { campaignIds: [campaign.campaignId] }, paramsFor(action, variant));
    for (const lead of (await leadsOf(ids)).values()) {
      expect(lead.callback_at !== null, `${lead.lead_state}`).toBe(callbackStates.includes(lead.lead_state as never));
    }
  });

  test("makes no sticky lead dialable unless the criteria name its state", async () => {
    const campaign = await campaignOf(at.accountId);
    const ids = await idsOf(campaign);
    const before = await leadsOf(ids);
    await at.run(action.name, { campaignIds: [campaign.campaignId] }, paramsFor(action, variant));
    const dialable = ["READY", ...callbackStates];
    for (const [id, lead] of await leadsOf(ids)) {
      if (stickyStates.includes(before.get(id)?.lead_state as never)) expect(dialable).not.toContain(lead.lead_state);
    }
  });

  test("leaves every other account untouched, though its leads look the same", async () => {
    const stranger = await addAccount(at.db);
    const theirs = await campaignOf(stranger);
    const before = await everythingOf(stranger);
    const ids = await idsOf(theirs);
    const params = paramsFor(action, variant);
    await at.run(action.name, { leadIds: ids }, params);
    await at.run(action.name, { campaignIds: [theirs.campaignId] }, params);
    await at.run(
      action.name,
      { externIds: ofEveryKind.map((lead) => lead.extern_id as string), listIds: [theirs.listId] },
      params,
    );
    expect(await everythingOf(stranger)).toEqual(before);
  });

  test("twice is as once for state, suppression, place, callback and reservation", async () => {
    const campaign = await campaignOf(at.accountId);
    const ids = await idsOf(campaign);
    const run = async () => {
      await at.run(action.name, { leadIds: ids }, paramsFor(action, variant));
      return await at.db.query(sql`
        select lead_id, lead_state, suppressed, campaign_id, list_id, callback_at, callback_agent_id, reserved_agent_id
        from lead where lead_id = any (${ids}::bigint[]) order by lead_id
      `);
    };
    expect(await run()).toEqual(await run());
  });

  test("selects nothing when an identity list is empty, and is refused when the criteria name nothing", async () => {
    const campaign = await campaignOf(at.accountId);
    const ids = await idsOf(campaign);
    const before = await leadsOf(ids);
    const params = paramsFor(action, variant);
    for (const criteria of [
      { leadIds: [] },
      { externIds: [], campaignIds: [campaign.campaignId] },
      { leadPhoneNumbers: [] },
    ]) {
      expect(await at.run(action.name, criteria, params)).toMatchObject({ matched: 0, changed: 0, deleted: 0 });
    }
    for (const criteria of [
      {},
      { campaignIds: [], leadStates: [], suppressed: "ALL" as const, firstName: "", orphanedLeadsOnly: false },
    ]) {
      await expect(at.run(action.name, criteria, params)).rejects.toMatchObject({ code: "CRITERIA_NAME_NOTHING" });
    }
    expect(await leadsOf(ids)).toEqual(before);
  });
});
