import { describe, expect, test } from "vitest";
import { now, testAccount } from "../../../test/support/account.ts";
import { addLeads, addList, type TestLead } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { findAction } from "../catalogue.ts";
import { scopeOf } from "../search/scope.ts";
import { acceptAction, acceptUndo } from "./accept-action.ts";
import { type ActionRecord, readAction } from "./action-record.ts";
import { previewUndo } from "./dry-run.ts";
import { workOnAction } from "./work-on-action.ts";

const at = testAccount();
const caller = { userId: 1, name: "ann@example.com" };

async function finish({ actionId }: ActionRecord): Promise<ActionRecord> {
  await workOnAction(at.db, at.accountId, actionId, new AbortController().signal, 3);
  return await readAction(at.db, at.accountId, actionId);
}

// Small actions are journaled in rows and large ones in batches, and different statements undo them.
describe.each(["small", "large"])("a %s undo", (size) => {
  const inline = size === "large" ? { inline: 0 } : {};

  async function run(name: string, leadIds: number[], params: object = {}): Promise<ActionRecord> {
    const request = { action: findAction(name), criteria: { leadIds }, params, allLeads: false, ...inline };
    const record = await acceptAction(at.db, await scopeOf(at.db, at.accountId), caller, request, now);
    return size === "large" ? await finish(record) : record;
  }

  async function undo(actionId: number): Promise<ActionRecord> {
    const record = await acceptUndo(at.db, at.accountId, caller, actionId, undefined, now, inline.inline);
    return size === "large" ? await finish(record) : record;
  }

  const leadOf = async (leadId: number) =>
    await at.db.one(
      sql`select lead_state, callback_at, callback_agent_id, claim_id from lead where account_id = ${at.accountId} and lead_id = ${leadId}`,
    );

  const due = new Date(now.getTime() - 60_000);
  const toCome = new Date(now.getTime() + 60_000);
  test.each<[string, TestLead, Record<string, unknown>]>([
    ["ready", {}, { lead_state: "READY", callback_at: null, callback_agent_id: null }],
    [
      "to be called back by anyone",
      { callback_at: due },
      { lead_state: "CALLBACK", callback_at: due, callback_agent_id: null },
    ],
    [
      "to be called back by its agent",
      { callback_at: due, callback_agent_id: 77 },
      { lead_state: "AGENT-CALLBACK", callback_at: due, callback_agent_id: 77 },
    ],
    [
      "to be called back by its agent once it is time",
      { callback_at: toCome, callback_agent_id: 77 },
      { lead_state: "PENDING-CALLBACK", callback_at: toCome, callback_agent_id: 77 },
    ],
  ])("leaves a lead %s if the call during which it was paused has ended", async (_, lead, after) => {
    for (const held of ["PENDING", "ACTIVE"]) {
      const [leadId] = (await addLeads(at.db, at.campaign, [{ ...lead, lead_state: held, claim_id: 1 }])) as [number];
      const { actionId } = await run("PAUSE_LEADS", [leadId]);
      await at.db.execute(sql`update lead set claim_id = null where lead_id = ${leadId}`);
      expect(await undo(actionId)).toMatchObject({ changed: 1, skipped: [] });
      expect(await leadOf(leadId)).toEqual({ ...after, claim_id: null });
    }
  });

  test("leaves a lead in the state of its call while the call continues", async () => {
    const [leadId] = (await addLeads(at.db, at.campaign, [{ lead_state: "ACTIVE", claim_id: 1 }])) as [number];
    const { actionId } = await run("PAUSE_LEADS", [leadId]);
    await undo(actionId);
    expect(await leadOf(leadId)).toMatchObject({ lead_state: "ACTIVE", claim_id: 1 });
  });

  test.each([
    ["was deleted", () => sql`delete from lead_list`],
    ["is another campaign's", () => sql`update lead_list set campaign_id = ${at.target.campaignId}`],
  ])("skips a lead whose list %s, and says so", async (_, happened) => {
    const listId = await addList(at.db, at.accountId, at.campaign.campaignId);
    const [gone] = (await addLeads(at.db, { ...at.campaign, listId }, [{}])) as [number];
    const [there] = (await addLeads(at.db, at.campaign, [{}])) as [number];
    const target = { CAMPAIGN_ID: at.target.campaignId, LIST_ID: at.target.listId };
    const { actionId } = await run("MOVE_TO_CAMPAIGN", [gone, there], target);
    await at.db.execute(sql`${happened()} where account_id = ${at.accountId} and list_id = ${listId}`);
    const skipped = [{ reason: "its list is gone", count: 1 }];
    const scope = await scopeOf(at.db, at.accountId);
    expect(await previewUndo(at.db, scope, actionId)).toMatchObject({ matched: 2, wouldChange: 1, skipped });
    expect(await undo(actionId)).toMatchObject({ matched: 2, changed: 1, skipped });
    expect(
      await at.db.query(
        sql`select lead_id, list_id from lead where lead_id = any (${[gone, there]}::bigint[]) order by lead_id`,
      ),
    ).toEqual([
      { lead_id: gone, list_id: at.target.listId },
      { lead_id: there, list_id: at.campaign.listId },
    ]);
  });
});
