import { expect, test } from "vitest";
import { journalOf, testAccount } from "../../../test/support/account.ts";
import { actionContract } from "../../../test/support/actions/action-contract.ts";
import { addLeads } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { leadStates } from "../state.ts";

const at = testAccount();

actionContract("DELETE_LEADS");

test.each(leadStates)("DELETE_LEADS deletes a lead in state %s", async (state) => {
  const [leadId] = (await addLeads(at.db, at.campaign, [{ lead_state: state }])) as [number];
  expect(await at.run("DELETE_LEADS", { leadIds: [leadId] })).toMatchObject({
    matched: 1,
    changed: 0,
    deleted: 1,
    skipped: [],
  });
});

test("DELETE_LEADS removes all personal data, and keeps calls and a record without it", async () => {
  const [gone, kept] = (await addLeads(at.db, at.campaign, [
    { first_name: "Petra", morePhones: ["+12025550111"], lead_state: "CALLBACK", callback_at: new Date() },
    { first_name: "Petra", morePhones: ["+12025550112"] },
  ])) as [number, number];
  for (const leadId of [gone, kept]) {
    await at.db.execute(sql`
      insert into pass (account_id, lead_id, campaign_id, pass_number, passed_at, system_disposition, agent_notes, phone, uii)
      values (${at.accountId}, ${leadId}, 1, 1, now(), 'ANSWER', 'Petra is on holiday', '+12025550111', 'uii')
    `);
    await at.db.execute(sql`
      insert into lead_edit (account_id, lead_id, at, requested_by, before, after)
      values (${at.accountId}, ${leadId}, now(), 'ann', '{"firstName": "Peter"}', '{"firstName": "Petra"}')
    `);
  }
  const result = await at.run("DELETE_LEADS", { leadIds: [gone] });
  expect(result).toMatchObject({ deleted: 1, callbacksDeleted: 1 });
  expect(await journalOf(at.db, result.actionId)).toEqual([
    expect.objectContaining({ lead_id: gone, deleted: true, lead_state_before: "CALLBACK" }),
  ]);
  const rows = async (table: ReturnType<typeof sql>) =>
    (
      await at.db.query<{ lead_id: number }>(
        sql`select lead_id from ${table} where lead_id in (${gone}, ${kept}) order by lead_id`,
      )
    ).map((row) => row.lead_id);
  for (const table of [sql`lead`, sql`contact`, sql`lead_phone`]) expect(await rows(table)).toEqual([kept]);
  expect(
    await at.db.query(
      sql`select lead_id, agent_notes, uii from pass where lead_id in (${gone}, ${kept}) order by lead_id`,
    ),
  ).toEqual([
    { lead_id: gone, agent_notes: null, uii: "uii" },
    { lead_id: kept, agent_notes: "Petra is on holiday", uii: "uii" },
  ]);
});

test("DELETE_LEADS by external id reaches only that account's leads, and matching none is not an error", async () => {
  await addLeads(at.db, at.campaign, [{ extern_id: "gone-1" }, { extern_id: "gone-2" }, { extern_id: "stays" }]);
  expect(await at.run("DELETE_LEADS", { externIds: ["gone-1", "gone-2", "nobody"] })).toMatchObject({
    matched: 2,
    deleted: 2,
  });
  expect(await at.run("DELETE_LEADS", { externIds: ["gone-1"] })).toMatchObject({ matched: 0, deleted: 0 });
});
