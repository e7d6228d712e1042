import { testAccount } from "../../../test/support/account.ts";
import { actionTable } from "../../../test/support/actions/action-table.ts";

const due = new Date("2026-07-02T09:00:00.000Z");
const at = testAccount();

actionTable(at, "READY_LEADS", [
  { title: "a paused lead is ready", lead: { lead_state: "PAUSED" }, after: { lead_state: "READY" } },
  {
    title: "passes and the next dial time stay",
    lead: { lead_state: "COMPLETE", pass_count: 4, next_dial_time: due },
    after: { lead_state: "READY" },
  },
  {
    title: "a suppressed lead stays suppressed",
    lead: { lead_state: "CANCELLED", suppressed: true },
    after: { lead_state: "READY" },
  },
  {
    title: "an open callback is closed and counted",
    lead: { lead_state: "AGENT-CALLBACK", callback_at: due, callback_agent_id: 7 },
    after: { lead_state: "READY", callback_at: null, callback_agent_id: null },
    callbacksDeleted: 1,
  },
  { title: "a ready lead is skipped", lead: {}, skipped: "already ready" },
  { title: "a do-not-call lead is skipped", lead: { lead_state: "DO-NOT-CALL" }, skipped: "in state DO-NOT-CALL" },
  { title: "a transitioned lead is skipped", lead: { lead_state: "TRANSITIONED" }, skipped: "in state TRANSITIONED" },
  {
    title: "a do-not-call lead becomes ready if the criteria name that state, even with underscores",
    lead: { lead_state: "DO-NOT-CALL" },
    criteria: { leadStates: ["DO_NOT_CALL"] },
    after: { lead_state: "READY" },
  },
]);
