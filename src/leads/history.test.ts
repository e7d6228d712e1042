import { expect, test } from "vitest";
import { now, testAccount } from "../../test/support/account.ts";
import { addAccount } from "../../test/support/leads.ts";
import { sql } from "../db/sql.ts";
import { claimLeads } from "../dialer/claims/claim.ts";
import { completeClaim } from "../dialer/passes/complete.ts";
import { changeLead } from "./change/change-lead.ts";
import { acceptUndo } from "./engine/accept-action.ts";
import { readHistory } from "./history.ts";
import { loadLeads } from "./load/load-leads.ts";
import { scopeOf } from "./search/scope.ts";

const at = testAccount();
const caller = { userId: 1, name: "bob@example.com" };
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

async function history(leadId: number, newestFirst = false) {
  return (await readHistory(at.db, at.accountId, leadId, { limit: 100, newestFirst })).events;
}

/** A lead that was loaded, edited, paused, made ready, called, and paused by an action that was undone. */
async function livedLead(): Promise<number> {
  const { db, accountId } = at;
  const { campaignId } = at.campaign;
  const { results } = await loadLeads(db, {
    accountId,
    campaignId,
    rows: [{ leadPhone: "4155550100", firstName: "Petra" }],
    caller,
    now: later(-60),
  });
  const leadId = (results[0] as { leadId: number }).leadId;
  await changeLead(db, {
    accountId,
    timeZone: "America/New_York",
    leadId,
    row: { firstName: "Petra Maria" },
    replace: false,
    caller,
    now: later(-50),
  });
  await at.run("PAUSE_LEADS", { leadIds: [leadId] });
  await at.run("READY_LEADS", { leadIds: [leadId] });
  const scope = await scopeOf(db, accountId);
  const [claim] = await claimLeads(
    db,
    scope,
    { campaignIds: [campaignId], max: 1, leaseSeconds: 120, claimedBy: "dialer@example.com" },
    later(1),
  );
  await completeClaim(
    db,
    scope,
    { userId: null, name: "dialer@example.com" },
    { claimId: claim?.claimId as number, systemDisposition: "BUSY", notes: "Petra was busy" },
    later(2),
  );
  const suppressed = await at.run("SUPPRESS_LEADS", { leadIds: [leadId] });
  await acceptUndo(db, accountId, caller, suppressed.actionId, undefined, later(3));
  return leadId;
}

test("a lead's history has everything that happened to it, in order, with who did it and what changed", async () => {
  const leadId = await livedLead();
  const events = await history(leadId);
  expect(events.map(({ kind, by }) => [kind, by])).toEqual([
    ["LOADED", "bob@example.com"],
    ["EDITED", "bob@example.com"],
    ["ACTION", "ann@example.com"],
    ["ACTION", "ann@example.com"],
    ["ACTION", "ann@example.com"],
    ["CLAIMED", "dialer@example.com"],
    ["PASS", null],
    ["ACTION", "bob@example.com"],
  ]);
  expect(events.map((event) => event.details)).toEqual([
    expect.objectContaining({ campaignId: at.campaign.campaignId }),
    { before: { firstName: "Petra" }, after: { firstName: "Petra Maria" } },
    expect.objectContaining({ action: "PAUSE_LEADS", before: { leadState: "READY" }, after: { leadState: "PAUSED" } }),
    expect.objectContaining({ action: "READY_LEADS", before: { leadState: "PAUSED" }, after: { leadState: "READY" } }),
    expect.objectContaining({
      action: "SUPPRESS_LEADS",
      undoneBy: expect.any(Number),
      before: { suppressed: false },
      after: { suppressed: true },
    }),
    expect.objectContaining({ phone: "+14155550100" }),
    expect.objectContaining({ systemDisposition: "BUSY", passNumber: 1, agentNotes: "Petra was busy" }),
    expect.objectContaining({
      action: "UNDO",
      undoOf: expect.any(Number),
      before: { suppressed: true },
      after: { suppressed: false },
    }),
  ]);
  expect((await history(leadId, true)).map((event) => event.id)).toEqual(events.map((event) => event.id).reverse());
});

test("a history is read in pages that neither lose nor repeat an event", async () => {
  const leadId = await livedLead();
  for (const newestFirst of [false, true]) {
    const all = await history(leadId, newestFirst);
    const read: unknown[] = [];
    let after: string | undefined;
    do {
      const page = await readHistory(at.db, at.accountId, leadId, { after, limit: 3, newestFirst });
      read.push(...page.events);
      after = page.nextCursor ?? undefined;
    } while (after);
    expect(read).toEqual(all);
  }
});

test("the history of a deleted lead remains, without personal data", async () => {
  const leadId = await livedLead();
  const before = await history(leadId);
  const { actionId } = await at.run("DELETE_LEADS", { leadIds: [leadId] });
  const events = await history(leadId);
  expect(JSON.stringify(events)).not.toContain("Petra");
  expect(events.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual(
    [...before.map(({ kind, id }) => `${kind} ${id}`), `ACTION ${actionId}`].sort(),
  );
  expect(events.find((event) => event.kind === "EDITED")?.details).toEqual({ before: {}, after: { firstName: null } });
  expect(events.filter((event) => event.details.deleted)).toHaveLength(1);
});

test("a copy's history begins with a reference to its original", async () => {
  const leadId = await livedLead();
  const { actionId } = await at.run(
    "MOVE_TO_CAMPAIGN",
    { leadIds: [leadId] },
    { CAMPAIGN_ID: at.target.campaignId, CREATE_COPY_SETTING: "true" },
  );
  const { lead_id: copy } = await at.db.one<{ lead_id: number }>(
    sql`select lead_id from lead where original_lead_id = ${leadId}`,
  );
  expect(await history(copy)).toEqual([
    {
      at: now,
      kind: "COPIED_FROM",
      id: actionId,
      by: "ann@example.com",
      details: { leadId, action: "MOVE_TO_CAMPAIGN" },
    },
  ]);
  expect((await history(leadId)).find((event) => event.id === actionId)?.details).toMatchObject({ copyLeadId: copy });
});

test("a lead of another account, or none, has no history here", async () => {
  const leadId = await livedLead();
  const stranger = await addAccount(at.db);
  await expect(readHistory(at.db, stranger, leadId, { limit: 10, newestFirst: false })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(readHistory(at.db, at.accountId, 999_999, { limit: 10, newestFirst: false })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});
