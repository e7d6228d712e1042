import { expect, test } from "vitest";
import { now, type TestAccount, testAccount } from "../../../test/support/account.ts";
import { actionTable } from "../../../test/support/actions/action-table.ts";
import { addAgent, addLeads } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";

const due = new Date("2026-07-02T09:00:00.000Z");
const text = "2026-07-02T09:00:00.000+0000";
const at = testAccount();
const byAgent = (more: object) => (account: TestAccount) => ({
  ACTION_TYPE: "AGENT",
  RESERVATION_AGENT_ID: account.agentId,
  ...more,
});

actionTable(at, "CALLBACK_LEADS", [
  {
    title: "AGENT without a date is due at once",
    lead: {},
    params: byAgent({}),
    after: ({ agentId }) => ({
      lead_state: "AGENT-CALLBACK",
      callback_at: now,
      callback_agent_id: agentId,
      next_dial_time: now,
    }),
  },
  {
    title: "AGENT with a future date waits for it",
    lead: { lead_state: "COMPLETE", pass_count: 2 },
    params: byAgent({ CALLBACK_DATE: text }),
    after: ({ agentId }) => ({
      lead_state: "PENDING-CALLBACK",
      callback_at: due,
      callback_agent_id: agentId,
      next_dial_time: due,
    }),
  },
  {
    title: "a date without a zone is in the account's zone, New York's",
    lead: {},
    params: { ACTION_TYPE: "ANY", CALLBACK_DATE: "2026-07-02T05:00:00" },
    after: { lead_state: "CALLBACK", callback_at: due, next_dial_time: due },
  },
  {
    title: "a new callback replaces the old one",
    lead: { lead_state: "CALLBACK", callback_at: now },
    params: byAgent({ CALLBACK_DATE: "2026-07-02T01:00:00-08:00" }),
    after: ({ agentId }) => ({
      lead_state: "PENDING-CALLBACK",
      callback_at: due,
      callback_agent_id: agentId,
      next_dial_time: due,
    }),
  },
  {
    title: "ANY is a callback by any agent",
    lead: { lead_state: "AGENT-CALLBACK", callback_at: now, callback_agent_id: 7 },
    params: { ACTION_TYPE: "ANY", CALLBACK_DATE: text },
    after: { lead_state: "CALLBACK", callback_at: due, callback_agent_id: null, next_dial_time: due },
  },
  {
    title: "CANCEL removes the callback",
    lead: { lead_state: "PENDING-CALLBACK", callback_at: due, callback_agent_id: 7 },
    params: { ACTION_TYPE: "CANCEL" },
    after: { lead_state: "CALLBACK-CANCELLED", callback_at: null, callback_agent_id: null },
    callbacksDeleted: 1,
  },
  {
    title: "RESET removes it and makes the lead ready",
    lead: { lead_state: "CALLBACK", callback_at: due },
    params: { ACTION_TYPE: "RESET" },
    after: { lead_state: "READY", callback_at: null },
    callbacksDeleted: 1,
  },
  {
    title: "CANCEL skips a lead without a callback",
    lead: {},
    params: { ACTION_TYPE: "CANCEL" },
    skipped: "no open callback",
  },
  {
    title: "RESET skips a lead without a callback",
    lead: { lead_state: "PAUSED" },
    params: { ACTION_TYPE: "RESET" },
    skipped: "no open callback",
  },
  {
    title: "a do-not-call lead gets no callback",
    lead: { lead_state: "DO-NOT-CALL" },
    params: { ACTION_TYPE: "ANY" },
    skipped: "in state DO-NOT-CALL",
  },
]);

test("CALLBACK_LEADS refuses parameters that do not fit and changes nothing", async () => {
  const [leadId] = (await addLeads(at.db, at.campaign, [{}])) as [number];
  const strangers = await addAgent(at.db, at.accountId);
  const gone = await addAgent(at.db, at.accountId, at.campaign.dialGroupId, false);
  const refusals: [object, string][] = [
    [{}, "leadActionParams.paramMap.ACTION_TYPE is missing; it takes one of AGENT, ANY, CANCEL, RESET"],
    [{ ACTION_TYPE: "LATER" }, 'leadActionParams.paramMap.ACTION_TYPE is "LATER"'],
    [{ ACTION_TYPE: "AGENT" }, "leadActionParams.paramMap.RESERVATION_AGENT_ID is missing"],
    [{ ACTION_TYPE: "AGENT", RESERVATION_AGENT_ID: "x" }, 'RESERVATION_AGENT_ID is "x"; it takes a whole number'],
    [{ ACTION_TYPE: "AGENT", RESERVATION_AGENT_ID: 999_999 }, "999999, and there is no such agent"],
    [{ ACTION_TYPE: "AGENT", RESERVATION_AGENT_ID: gone }, `${gone}, an agent who is inactive`],
    [
      { ACTION_TYPE: "AGENT", RESERVATION_AGENT_ID: strangers },
      `not assigned to dial group ${at.campaign.dialGroupId} of campaign ${at.campaign.campaignId}`,
    ],
    [{ ACTION_TYPE: "ANY", CALLBACK_DATE: "tomorrow" }, 'CALLBACK_DATE is "tomorrow"; it takes a date and time'],
    [{ ACTION_TYPE: "ANY", CALLBACK_DATE: "2026-02-30T10:00:00Z" }, "CALLBACK_DATE is"],
    [{ ACTION_TYPE: "ANY", CALLBACK_DATE: "2026-06-30T14:59:59Z" }, "which is more than a day in the past"],
  ];
  for (const [params, message] of refusals) {
    await expect(at.run("CALLBACK_LEADS", { leadIds: [leadId] }, params)).rejects.toThrow(message);
  }
  expect(await at.db.query(sql`select from lead_journal where lead_id = ${leadId}`)).toEqual([]);
});
