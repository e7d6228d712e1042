import { expect, test } from "vitest";
import { type TestAccount, testAccount } from "../../../test/support/account.ts";
import { actionTable } from "../../../test/support/actions/action-table.ts";
import { addLeads } from "../../../test/support/leads.ts";

const due = new Date("2026-07-02T09:00:00.000Z");
const at = testAccount();
const agent = ({ agentId }: TestAccount) => ({ RESERVATION_AGENT_ID: String(agentId) });

actionTable(at, "AGENT_RESERVATION", [
  {
    title: "a lead is reserved, whatever its state",
    lead: { lead_state: "DO-NOT-CALL" },
    params: agent,
    after: ({ agentId }) => ({ reserved_agent_id: agentId }),
  },
  {
    title: "another agent's reservation is replaced",
    lead: { reserved_agent_id: 999 },
    params: agent,
    after: ({ agentId }) => ({ reserved_agent_id: agentId }),
  },
  {
    title: "0 clears the reservation",
    lead: { reserved_agent_id: 999 },
    params: { RESERVATION_AGENT_ID: 0 },
    after: { reserved_agent_id: null },
  },
  {
    title: "0 skips a lead that is not reserved",
    lead: {},
    params: { RESERVATION_AGENT_ID: 0 },
    skipped: "not reserved",
  },
  ...["CALLBACK_DTS", "CALLBACK_DATE"].map((name) => ({
    title: `${name} also schedules the agent's callback`,
    lead: {},
    params: (account: TestAccount) => ({ ...agent(account), [name]: "2026-07-02T09:00:00.000+0000" }),
    after: ({ agentId }: TestAccount) => ({
      reserved_agent_id: agentId,
      lead_state: "PENDING-CALLBACK",
      callback_at: due,
      callback_agent_id: agentId,
      next_dial_time: due,
    }),
  })),
  {
    title: "a do-not-call lead gets no callback",
    lead: { lead_state: "DO-NOT-CALL" },
    params: (account) => ({ ...agent(account), CALLBACK_DTS: "2026-07-02T09:00:00Z" }),
    skipped: "in state DO-NOT-CALL",
  },
]);

test("AGENT_RESERVATION skips a lead already reserved for the agent", async () => {
  const [leadId] = (await addLeads(at.db, at.campaign, [{ reserved_agent_id: at.agentId }])) as [number];
  const result = await at.run("AGENT_RESERVATION", { leadIds: [leadId] }, agent(at));
  expect(result.skipped).toEqual([{ reason: "already reserved for this agent", count: 1 }]);
});

test("AGENT_RESERVATION refuses an agent who does not exist", async () => {
  await expect(at.run("AGENT_RESERVATION", { leadIds: [1] }, { RESERVATION_AGENT_ID: 999_999 })).rejects.toThrow(
    "there is no such agent",
  );
  await expect(at.run("AGENT_RESERVATION", { leadIds: [1] }, {})).rejects.toThrow("RESERVATION_AGENT_ID is missing");
});
