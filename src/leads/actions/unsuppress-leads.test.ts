import { testAccount } from "../../../test/support/account.ts";
import { actionTable } from "../../../test/support/actions/action-table.ts";

const due = new Date("2026-07-02T09:00:00.000Z");
const at = testAccount();

actionTable(at, "UNSUPPRESS_LEADS", [
  {
    title: "a suppressed lead keeps its state",
    lead: { suppressed: true, lead_state: "PAUSED" },
    after: { suppressed: false },
  },
  {
    title: "a suppressed callback is a callback again",
    lead: { suppressed: true, lead_state: "CALLBACK", callback_at: due },
    after: { suppressed: false },
  },
  {
    title: "a do-not-call lead stays do-not-call",
    lead: { suppressed: true, lead_state: "DO-NOT-CALL" },
    after: { suppressed: false },
  },
  {
    title: "the end and the reason are removed too",
    lead: { suppressed: true, suppressed_until: due, suppression_reason: "Holidays" },
    after: { suppressed: false, suppressed_until: null, suppression_reason: null },
  },
  { title: "a lead that is not suppressed is skipped", lead: {}, skipped: "not suppressed" },
]);
