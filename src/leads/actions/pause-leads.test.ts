import { testAccount } from "../../../test/support/account.ts";
import { actionTable } from "../../../test/support/actions/action-table.ts";

const due = new Date("2026-07-02T09:00:00.000Z");
const at = testAccount();

actionTable(at, "PAUSE_LEADS", [
  { title: "a ready lead is paused", lead: {}, after: { lead_state: "PAUSED" } },
  {
    title: "a suppressed lead is paused and stays suppressed",
    lead: { suppressed: true },
    after: { lead_state: "PAUSED" },
  },
  { title: "passes and times stay", lead: { pass_count: 2, lead_state: "COMPLETE" }, after: { lead_state: "PAUSED" } },
  { title: "a lead on a call is stopped at once", lead: { lead_state: "ACTIVE" }, after: { lead_state: "PAUSED" } },
  {
    title: "an open callback is closed and counted",
    lead: { lead_state: "PENDING-CALLBACK", callback_at: due, callback_agent_id: 7 },
    after: { lead_state: "PAUSED", callback_at: null, callback_agent_id: null },
    callbacksDeleted: 1,
  },
  {
    title: "a canceled lead becomes paused",
    lead: { lead_state: "CANCELLED" },
    after: { lead_state: "PAUSED" },
  },
  { title: "a paused lead is skipped", lead: { lead_state: "PAUSED" }, skipped: "already paused" },
  { title: "a do-not-call lead is skipped", lead: { lead_state: "DO-NOT-CALL" }, skipped: "in state DO-NOT-CALL" },
  {
    title: "a do-not-call lead is skipped even when the criteria name that state",
    lead: { lead_state: "DO-NOT-CALL" },
    criteria: { leadStates: ["DO-NOT-CALL"] },
    skipped: "in state DO-NOT-CALL",
  },
]);
