import { expect, test } from "vitest";
import { journalOf, testAccount } from "../../../test/support/account.ts";
import { actionContract } from "../../../test/support/actions/action-contract.ts";
import { addLeads } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";

const at = testAccount();

actionContract("EMAIL_LEADS");

test("EMAIL_LEADS exports the selected leads, mails each address, and changes no lead", async () => {
  const leads = await addLeads(at.db, at.campaign, [{}, { lead_state: "DO-NOT-CALL" }]);
  const result = await at.run("EMAIL_LEADS", { leadIds: leads }, { EMAIL_TO: "ann@example.com, bob@example.com" });
  expect(result).toMatchObject({ matched: 2, changed: 2, deleted: 0, skipped: [] });
  expect((await journalOf(at.db, result.actionId)).map((row) => [row.lead_id, row.lead_state_after])).toEqual(
    leads.map((id) => [id, null]),
  );
  expect(
    await at.db.query(sql`select recipients, selected_count from archive where action_id = ${result.actionId}`),
  ).toEqual([{ recipients: ["ann@example.com", "bob@example.com"], selected_count: 2 }]);
});

test("EMAIL_LEADS sends no mail if no lead matches", async () => {
  const result = await at.run("EMAIL_LEADS", { externIds: ["nobody"] }, { EMAIL_TO: "ann@example.com" });
  expect(result).toMatchObject({ matched: 0, changed: 0 });
  expect(await at.db.query(sql`select from archive where action_id = ${result.actionId}`)).toEqual([]);
});

test("EMAIL_LEADS refuses text that is not an email address", async () => {
  for (const [EMAIL_TO, message] of [
    ["", "paramMap.EMAIL_TO is"],
    ["ann@example.com,bob", 'EMAIL_TO is "bob"; it takes email addresses'],
    ["ann@example.com\r\nBcc: all@example.com", "EMAIL_TO is"],
  ] as const) {
    await expect(at.run("EMAIL_LEADS", { campaignIds: [at.campaign.campaignId] }, { EMAIL_TO })).rejects.toThrow(
      message,
    );
  }
  await expect(at.run("EMAIL_LEADS", { leadIds: [1] }, {})).rejects.toThrow("EMAIL_TO is missing");
});
