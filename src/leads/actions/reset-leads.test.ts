import { now, testAccount } from "../../../test/support/account.ts";
import { actionTable } from "../../../test/support/actions/action-table.ts";

const due = new Date("2026-07-02T09:00:00.000Z");
const at = testAccount();
const fresh = {
  lead_state: "READY",
  pass_count: 0,
  daily_pass_count: 0,
  daily_pass_on: null,
  dial_count: 0,
  next_dial_time: now,
};

actionTable(at, "RESET_LEADS", [
  {
    title: "a complete lead starts over",
    lead: { lead_state: "COMPLETE", pass_count: 3, next_dial_time: due },
    after: fresh,
  },
  {
    title: "today's passes and dials start at 0",
    lead: { lead_state: "MAX-DIAL-LIMIT", daily_pass_count: 2, daily_pass_on: "2026-07-01", dial_count: 9 },
    after: fresh,
  },
  { title: "a ready lead with passes starts over", lead: { pass_count: 1 }, after: fresh },
  {
    title: "the record of the last pass stays",
    lead: { last_system_disposition: "BUSY", last_pass_at: due },
    after: fresh,
  },
  {
    title: "an open callback is closed and counted",
    lead: { lead_state: "CALLBACK", callback_at: due },
    after: { ...fresh, callback_at: null },
    callbacksDeleted: 1,
  },
  { title: "a reservation stays", lead: { lead_state: "PAUSED", reserved_agent_id: 5 }, after: fresh },
  { title: "a transitioned lead is skipped", lead: { lead_state: "TRANSITIONED" }, skipped: "in state TRANSITIONED" },
  {
    title: "a transitioned lead starts over when the criteria name that state",
    lead: { lead_state: "TRANSITIONED" },
    criteria: { leadStates: ["TRANSITIONED"] },
    after: fresh,
  },
]);
