import { expect, test } from "vitest";
import { now, testAccount } from "../../../test/support/account.ts";
import { actionTable } from "../../../test/support/actions/action-table.ts";
import { addLeads } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { endSuppressions } from "../end-suppressions.ts";
import { acceptUndo } from "../engine/accept-action.ts";
import { readHistory } from "../history.ts";
import { readLead } from "../lead-row.ts";
import { leadStates } from "../state.ts";

const at = testAccount();
const until = new Date("2026-07-02T00:00:00.000Z");

actionTable(at, "SUPPRESS_LEADS", [
  ...leadStates.map((state) => ({
    title: `a ${state} lead keeps its state`,
    lead: { lead_state: state },
    after: { suppressed: true },
  })),
  {
    title: "a lead is suppressed until a time, and for a reason",
    lead: {},
    // Midnight in the account's zone would be four hours later.
    params: { SUPPRESS_UNTIL: "2026-07-02T00:00:00Z", REASON: " Holidays " },
    after: { suppressed: true, suppressed_until: until, suppression_reason: "Holidays" },
  },
  {
    title: "a time without a zone is in the account's zone",
    lead: {},
    params: { SUPPRESS_UNTIL: "2026-07-02" },
    after: { suppressed: true, suppressed_until: new Date("2026-07-02T04:00:00.000Z") },
  },
  {
    title: "a suppression with an end can become one without",
    lead: { suppressed: true, suppressed_until: until, suppression_reason: "Holidays" },
    after: { suppressed_until: null, suppression_reason: null },
  },
  { title: "a suppressed lead is skipped", lead: { suppressed: true }, skipped: "already suppressed" },
]);

const lead = async (leadId: number) => {
  const { suppressed, suppressed_until, suppression_reason } = (await readLead(at.db, at.accountId, leadId)) ?? {};
  return { suppressed, until: suppressed_until, reason: suppression_reason };
};

test("a suppression ends at its time, not before; the history shows what ended it and its reason", async () => {
  const [a, b, c] = (await addLeads(at.db, at.campaign, [{}, {}, {}])) as [number, number, number];
  await at.run("SUPPRESS_LEADS", { leadIds: [a, b] }, { SUPPRESS_UNTIL: until.toISOString(), REASON: "Holidays" });
  await at.run("SUPPRESS_LEADS", { leadIds: [c] });
  await endSuppressions(at.db, new Date(until.getTime() - 1));
  expect(await lead(a)).toEqual({ suppressed: true, until, reason: "Holidays" });
  await endSuppressions(at.db, until);
  for (const ended of [a, b]) expect(await lead(ended)).toEqual({ suppressed: false, until: null, reason: null });
  expect(await lead(c)).toEqual({ suppressed: true, until: null, reason: null });
  expect(await endSuppressions(at.db, until)).toBe(0);
  const { events } = await readHistory(at.db, at.accountId, a, { limit: 10, newestFirst: true });
  expect(events[0]).toMatchObject({
    at: until,
    kind: "ACTION",
    by: "end of suppression",
    details: {
      action: "UNSUPPRESS_LEADS",
      before: { suppressed: true, suppressedUntil: "2026-07-02T00:00:00+00:00", suppressionReason: "Holidays" },
      after: { suppressed: false },
    },
  });
  expect(events[1]).toMatchObject({
    by: "ann@example.com",
    details: { action: "SUPPRESS_LEADS", params: { REASON: "Holidays" }, after: { suppressionReason: "Holidays" } },
  });
});

test("an undo restores the previous suppression with its end, and skips leads whose suppression has ended since", async () => {
  const [a, b] = (await addLeads(at.db, at.campaign, [
    { suppressed: true, suppressed_until: until, suppression_reason: "Holidays" },
    {},
  ])) as [number, number];
  const undo = async (actionId: number) =>
    acceptUndo(at.db, at.accountId, { userId: 1, name: "ann@example.com" }, actionId, undefined, now);
  const lifted = await at.run("UNSUPPRESS_LEADS", { leadIds: [a] });
  expect(await lead(a)).toEqual({ suppressed: false, until: null, reason: null });
  await undo(lifted.actionId);
  expect(await lead(a)).toEqual({ suppressed: true, until, reason: "Holidays" });
  const suppressed = await at.run("SUPPRESS_LEADS", { leadIds: [b] }, { SUPPRESS_UNTIL: until.toISOString() });
  await endSuppressions(at.db, until);
  expect(await undo(suppressed.actionId)).toMatchObject({
    changed: 0,
    skipped: [{ reason: "changed since", count: 1 }],
  });
});

test("a job is scheduled for the end of a suppression", async () => {
  const [a] = (await addLeads(at.db, at.campaign, [{}])) as [number];
  await at.run("SUPPRESS_LEADS", { leadIds: [a] }, { SUPPRESS_UNTIL: "2031-02-03T04:05:06Z" });
  expect(
    await at.db.query(
      sql`select run_at from graphile_worker.jobs where task_identifier = 'end-suppressions' and run_at > '2031-01-01'`,
    ),
  ).toEqual([{ run_at: new Date("2031-02-03T04:05:06Z") }]);
});

test.each(["tomorrow", "2026-07-01T14:59:00Z"])("a suppression until %s is refused", async (SUPPRESS_UNTIL) => {
  await expect(at.run("SUPPRESS_LEADS", { leadIds: [1] }, { SUPPRESS_UNTIL })).rejects.toThrow(
    "leadActionParams.paramMap.SUPPRESS_UNTIL is",
  );
});
