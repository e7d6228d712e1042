import { testAccount } from "../../../test/support/account.ts";
import { actionTable } from "../../../test/support/actions/action-table.ts";

const due = new Date("2026-07-02T09:00:00.000Z");
const at = testAccount();

actionTable(at, "CANCEL_LEADS", [
  { title: "a ready lead is canceled", lead: {}, after: { lead_state: "CANCELLED" } },
  {
    title: "a suppressed lead is canceled and stays suppressed",
    lead: { suppressed: true },
    after: { lead_state: "CANCELLED" },
  },
  {
    title: "passes and times stay",
    lead: { pass_count: 2, lead_state: "COMPLETE" },
    after: { lead_state: "CANCELLED" },
  },
  { title: "a lead on a call is stopped at once", lead: { lead_state: "ACTIVE" }, after: { lead_state: "CANCELLED" } },
  {
    title: "an open callback is closed and counted",
    lead: { lead_state: "PENDING-CALLBACK", callback_at: due, callback_agent_id: 7 },
    after: { lead_state: "CANCELLED", callback_at: null, callback_agent_id: null },
    callbacksDeleted: 1,
  },
  {
    title: "a paused lead becomes canceled",
    lead: { lead_state: "PAUSED" },
    after: { lead_state: "CANCELLED" },
  },
  { title: "a canceled lead is skipped", lead: { lead_state: "CANCELLED" }, skipped: "already canceled" },
  { title: "a do-not-call lead is skipped", lead: { lead_state: "DO-NOT-CALL" }, skipped: "in state DO-NOT-CALL" },
  {
    title: "a do-not-call lead is skipped even when the criteria name that state",
    lead: { lead_state: "DO-NOT-CALL" },
    criteria: { leadStates: ["DO-NOT-CALL"] },
    skipped: "in state DO-NOT-CALL",
  },
]);
