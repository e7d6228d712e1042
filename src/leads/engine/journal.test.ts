import { expect, test } from "vitest";
import { now, testAccount } from "../../../test/support/account.ts";
import { journal } from "../../../test/support/journal.ts";
import { addLeads, type TestLead } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { journaled } from "../action.ts";
import { findAction } from "../catalogue.ts";
import { readHistory } from "../history.ts";
import { loadLeads } from "../load/load-leads.ts";
import { scopeOf } from "../search/scope.ts";
import { readTouchedLeads } from "../touched-leads.ts";
import { acceptAction, acceptUndo } from "./accept-action.ts";
import { type ActionRecord, readAction } from "./action-record.ts";
import { previewUndo } from "./dry-run.ts";
import { workOnAction } from "./work-on-action.ts";

const at = testAccount();

test("every column that actions set has its columns in the journal", async () => {
  const columnsOf = async (table: string) => {
    const columns = await at.db.query<{ name: string }>(
      sql`select column_name as name from information_schema.columns where table_name = ${table}`,
    );
    return columns.map(({ name }) => name);
  };
  expect(await columnsOf("lead")).toEqual(expect.arrayContaining([...journaled]));
  const single = await columnsOf("lead_journal");
  expect(single).toEqual(expect.arrayContaining(journaled.flatMap((name) => [`${name}_before`, `${name}_after`])));
  const batch = await columnsOf("journal_batch");
  const inBatch = journaled.flatMap((name) => [`${name}_before`, `${name}_after`, `${name}_after_each`]);
  expect(batch).toEqual(expect.arrayContaining(inBatch));
});
const caller = { userId: 1, name: "ann@example.com" };

async function finish({ actionId }: ActionRecord, batch = 3): Promise<ActionRecord> {
  await workOnAction(at.db, at.accountId, actionId, new AbortController().signal, batch);
  return await readAction(at.db, at.accountId, actionId);
}

/** Runs an action on these leads as a large one, with three leads per batch. */
async function runLarge(name: string, leadIds: number[], params: object = {}): Promise<ActionRecord> {
  const request = { action: findAction(name), criteria: { leadIds }, params, allLeads: false, inline: 0 };
  return await finish(await acceptAction(at.db, await scopeOf(at.db, at.accountId), caller, request, now));
}

/** Undoes an action as a large one, or within its acceptance. */
async function undo(actionId: number, how: "large" | "small" = "large"): Promise<ActionRecord> {
  const inline = how === "large" ? 0 : undefined;
  const record = await acceptUndo(at.db, at.accountId, caller, actionId, undefined, now, inline);
  return how === "large" ? await finish(record) : record;
}

const eight = (lead: (i: number) => TestLead = () => ({})) =>
  addLeads(
    at.db,
    at.campaign,
    Array.from({ length: 8 }, (_, i) => lead(i)),
  );

const batches = async (actionId: number) =>
  await at.db.query<{ lead_ids: string[]; is_conflict: boolean }>(sql`
    select is_conflict, array(select unnest(lead_ids) order by 1) as lead_ids from journal_batch
    where account_id = ${at.accountId} and action_id = ${actionId} order by is_conflict, first_lead_id
  `);

const rows = async (actionId: number) =>
  (await at.db.query(sql`select from lead_journal where account_id = ${at.accountId} and action_id = ${actionId}`))
    .length;

const states = async (leadIds: number[]) =>
  (
    await at.db.query<{ lead_state: string }>(
      sql`select lead_state from lead where account_id = ${at.accountId} and lead_id = any (${leadIds}::bigint[]) order by lead_id`,
    )
  ).map(({ lead_state }) => lead_state);

async function actionsOf(leadId: number) {
  const { events } = await readHistory(at.db, at.accountId, leadId, { limit: 100, newestFirst: false });
  return events
    .filter(({ kind }) => kind === "ACTION")
    .sort((a, b) => a.id - b.id)
    .map(({ id, details: { before, after, conflict } }) => ({ id, before, after, ...(conflict ? { conflict } : {}) }));
}

/**
 * Rewrites a large action's journal as earlier versions wrote it: a row per lead. `until` leaves later leads in
 * batches.
 */
async function asWrittenBefore(actionId: number, until = Number.MAX_SAFE_INTEGER): Promise<void> {
  await at.db.execute(sql`
    insert into lead_journal (account_id, action_id, lead_id, at, bulk, lead_state_before, lead_state_after, callback_at_before, callback_agent_id_before)
    select account_id, action_id, lead_id, at, true, lead_state_before, lead_state_after, callback_at_before, callback_agent_id_before
    from (${journal}) as journal
    where action_id = ${actionId} and lead_id <= ${until}
  `);
  await at.db.execute(sql`delete from journal_batch where action_id = ${actionId} and first_lead_id <= ${until}`);
}

test("the journal has one row per batch of a large action and one row per lead of a small one", async () => {
  const leadIds = await eight();
  const large = await runLarge("PAUSE_LEADS", leadIds);
  expect((await batches(large.actionId)).map(({ lead_ids }) => lead_ids.map(Number))).toEqual([
    leadIds.slice(0, 3),
    leadIds.slice(3, 6),
    leadIds.slice(6),
  ]);
  expect(await rows(large.actionId)).toBe(0);
  const small = await at.run("READY_LEADS", { leadIds });
  expect(await rows(small.actionId)).toBe(8);
  expect(await batches(small.actionId)).toEqual([]);
});

test("a lead's history has the large actions that changed it, and none that did not", async () => {
  const leadIds = await eight((i) => ({ lead_state: i % 2 === 0 ? "READY" : "COMPLETE", last_pass_at: now }));
  const [first, second, third] = leadIds as [number, number, number];
  const paused = await runLarge("PAUSE_LEADS", [first, third, leadIds[6] as number]);
  const moved = await runLarge("MOVE_TO_CAMPAIGN", leadIds, {
    CAMPAIGN_ID: at.target.campaignId,
    LIST_ID: at.target.listId,
  });
  const requeued = await runLarge("MANUAL_LEADS", leadIds, { PASS_DISPOSITION: "Sale", REQUEUE: true, PASS_DELAY: 30 });
  const move = {
    id: moved.actionId,
    before: { campaignId: at.campaign.campaignId, listId: at.campaign.listId },
    after: { campaignId: at.target.campaignId, listId: at.target.listId },
  };
  expect(await actionsOf(first)).toEqual([
    { id: paused.actionId, before: { leadState: "READY" }, after: { leadState: "PAUSED" } },
    move,
    expect.objectContaining({ id: requeued.actionId, after: expect.objectContaining({ passCount: 1 }) }),
  ]);
  expect((await actionsOf(second)).map(({ id }) => id)).toEqual([moved.actionId, requeued.actionId]);
});

test("undoing a large action restores each lead's own values, skips leads that changed since, and can be undone", async () => {
  const before = ["READY", "COMPLETE", "INTERCEPT", "READY", "READY", "COMPLETE", "READY", "DISCONNECTED"];
  const leadIds = await eight((i) => ({ lead_state: before[i] as string }));
  const cancelled = await runLarge("CANCEL_LEADS", leadIds);
  const [, second, , , fifth] = leadIds as [number, number, number, number, number];
  await at.db.execute(sql`update lead set lead_state = 'WHITELIST' where lead_id = any (${[second, fifth]}::bigint[])`);
  const undone = await undo(cancelled.actionId);
  expect(undone).toMatchObject({ matched: 8, changed: 6, skipped: [{ reason: "changed since", count: 2 }] });
  expect(await states(leadIds)).toEqual(before.map((state, i) => (i === 1 || i === 4 ? "WHITELIST" : state)));
  // The undo has one batch for each batch of the action, plus its conflicts.
  expect((await batches(undone.actionId)).map(({ is_conflict, lead_ids }) => [is_conflict, lead_ids.length])).toEqual([
    [false, 2],
    [false, 2],
    [false, 2],
    [true, 1],
    [true, 1],
  ]);
  expect((await actionsOf(second)).at(-1)).toEqual({
    id: undone.actionId,
    before: {},
    after: {},
    conflict: "changed since",
  });
  expect((await actionsOf(leadIds[2] as number)).at(-1)).toEqual({
    id: undone.actionId,
    before: { leadState: "CANCELLED" },
    after: { leadState: "INTERCEPT" },
  });
  const redone = await undo(undone.actionId, "small");
  expect(redone).toMatchObject({ matched: 6, changed: 6, skipped: [] });
  expect(await undo(redone.actionId)).toMatchObject({ matched: 6, changed: 6, skipped: [] });
  expect(await states(leadIds)).toEqual(before.map((state, i) => (i === 1 || i === 4 ? "WHITELIST" : state)));
});

test("per-lead results are paged across batches, in order, each lead once", async () => {
  const leadIds = await eight();
  const { actionId } = await runLarge("PAUSE_LEADS", leadIds);
  await at.db.execute(
    sql`update lead set lead_state = 'WHITELIST' where lead_id = any (${[leadIds[0], leadIds[5]]}::bigint[])`,
  );
  const undone = await undo(actionId);
  for (const limit of [1, 2, 3, 5, 100]) {
    for (const [of, result, expected] of [
      [actionId, undefined, leadIds],
      [actionId, "CHANGED", leadIds],
      [actionId, "CONFLICT", []],
      [actionId, "DELETED", []],
      [undone.actionId, undefined, leadIds],
      [undone.actionId, "CHANGED", leadIds.filter((_, i) => i !== 0 && i !== 5)],
      [undone.actionId, "CONFLICT", [leadIds[0], leadIds[5]]],
    ] as const) {
      const read: number[] = [];
      for (;;) {
        const page = await readTouchedLeads(at.db, at.accountId, of, { result, after: read.at(-1), limit });
        read.push(...page.map(({ leadId }) => leadId));
        if (page.length < limit) break;
      }
      expect(read, `${result} by ${limit}`).toEqual(expected);
    }
  }
  const [first] = await readTouchedLeads(at.db, at.accountId, actionId, { limit: 1 });
  expect(first).toEqual({
    leadId: leadIds[0],
    result: "CHANGED",
    reason: null,
    copyLeadId: null,
    before: { leadState: "READY" },
    after: { leadState: "PAUSED" },
  });
});

test.each([
  ["a row per lead", Number.MAX_SAFE_INTEGER],
  ["a row per lead for its first batches, since the program was upgraded while it ran,", 3],
])(
  "a large action that earlier versions journaled with %s has its history and results, is undone and redone",
  async (_, some) => {
    for (const how of ["large", "small"] as const) {
      const before = ["CALLBACK", "COMPLETE", "INTERCEPT", "READY", "READY", "COMPLETE", "READY", "DISCONNECTED"];
      const leadIds = await eight((i) => ({
        lead_state: before[i] as string,
        ...(before[i] === "CALLBACK" ? { callback_at: now } : {}),
      }));
      const { actionId } = await runLarge("PAUSE_LEADS", leadIds);
      await asWrittenBefore(actionId, some === 3 ? leadIds[2] : some);
      const history = [{ id: actionId, before: { leadState: "COMPLETE" }, after: { leadState: "PAUSED" } }];
      expect(await actionsOf(leadIds[1] as number)).toEqual(history);
      expect(await actionsOf(leadIds[5] as number)).toEqual(history);
      const results = await readTouchedLeads(at.db, at.accountId, actionId, { limit: 100 });
      expect(results.map(({ leadId }) => leadId)).toEqual(leadIds);
      await at.db.execute(sql`update lead set lead_state = 'WHITELIST' where lead_id = ${leadIds[4]}`);
      const undone = await undo(actionId, how);
      expect(undone).toMatchObject({ matched: 8, changed: 7, skipped: [{ reason: "changed since", count: 1 }] });
      const after = before.map((state, i) => (i === 4 ? "WHITELIST" : state));
      expect(await states(leadIds)).toEqual(after);
      expect((await actionsOf(leadIds[4] as number)).at(-1)).toMatchObject({
        id: undone.actionId,
        conflict: "changed since",
      });
      const redone = await undo(undone.actionId, how);
      expect(redone).toMatchObject({ matched: 7, changed: 7, skipped: [] });
      expect(new Set(await states(leadIds))).toEqual(new Set(["PAUSED", "WHITELIST"]));
      await undo(redone.actionId, how);
      expect(await states(leadIds)).toEqual(after);
    }
  },
);

test("deleting a lead removes its free text from the journal, and nobody else's", async () => {
  const all = await eight((i) => ({
    suppressed: true,
    suppression_reason: `asked by Petra ${i}`,
    last_agent_disposition: `told Petra ${i}`,
  }));
  // The seventh lead is alone in its batch.
  const leadIds = all.slice(0, 7);
  const [gone, alone, ...others] = [leadIds[0], leadIds[6], ...leadIds.slice(1, 6)] as [number, number, ...number[]];
  // The old texts are in arrays, in rows, and among the new values of undos.
  const lifted = await runLarge("UNSUPPRESS_LEADS", leadIds);
  await undo(lifted.actionId);
  const small = await at.run("UNSUPPRESS_LEADS", { leadIds });
  await undo(small.actionId, "small");
  await runLarge("MANUAL_LEADS", leadIds, { PASS_DISPOSITION: "Sale" });
  const textsOf = async (leadId: number) =>
    await at.db.query(sql`
      select action_id, suppression_reason_before, suppression_reason_after, last_agent_disposition_before, last_agent_disposition_after
      from (${journal}) as journal
      where lead_id = ${leadId} and (suppression_reason_before is not null or suppression_reason_after is not null
        or last_agent_disposition_before is not null or last_agent_disposition_after is not null)
      order by action_id
    `);
  const kept = await Promise.all(others.map(textsOf));
  expect(await textsOf(gone)).toHaveLength(5);
  expect(kept[0]).toHaveLength(5);
  expect(await textsOf(alone)).toHaveLength(5);
  // A value that all leads of an action got is its parameter, and stays.
  for (const leadId of [gone, alone]) {
    await at.run("DELETE_LEADS", { leadIds: [leadId] });
    expect(JSON.stringify(await textsOf(leadId))).not.toContain("Petra");
  }
  expect(await Promise.all(others.map(textsOf))).toEqual(kept);
  expect(JSON.stringify(await actionsOf(gone))).not.toContain("Petra");
  await runLarge("DELETE_LEADS", [...others, all[7] as number]);
  expect(
    await at.db.query(sql`select from (${journal}) as journal where suppression_reason_before like '%Petra%'`),
  ).toEqual([]);
});

test("an action on leads with ids far apart is found for each of them, and for none in between", async () => {
  const leadIds = await eight();
  const far = leadIds.filter((_, i) => i % 2 === 0);
  const { actionId } = await runLarge("SUPPRESS_LEADS", far, { REASON: "moved away" });
  for (const leadId of leadIds)
    expect(await actionsOf(leadId)).toEqual(
      far.includes(leadId)
        ? [
            {
              id: actionId,
              before: { suppressed: false, suppressionReason: null },
              after: { suppressed: true, suppressionReason: "moved away" },
            },
          ]
        : [],
    );
});

test.each(["large", "small"] as const)(
  "a %s undo of a load leaves leads that a large action has touched, and journals both",
  async (how) => {
    const { results, actionId } = await loadLeads(at.db, {
      accountId: at.accountId,
      campaignId: at.campaign.campaignId,
      rows: Array.from({ length: 8 }, (_, i) => {
        const end = `${how === "large" ? 0 : 1}${i}`;
        return { leadPhone: `41555503${end}`, otherPhones: [`41555504${end}`] };
      }),
      caller,
      now,
    });
    const leadIds = results.map((result) => (result as { leadId: number }).leadId);
    const touched = [leadIds[1], leadIds[6]] as [number, number];
    const [bystander] = await addLeads(at.db, at.campaign, [{ morePhones: ["+14155550499"] }]);
    await runLarge("SUPPRESS_LEADS", touched);
    const skipped = [{ reason: "changed since", count: 2 }];
    const scope = await scopeOf(at.db, at.accountId);
    expect(await previewUndo(at.db, scope, actionId)).toMatchObject({ matched: 8, wouldChange: 6, skipped });
    const undone = await undo(actionId, how);
    expect(undone).toMatchObject({ matched: 8, deleted: 6, skipped });
    const left = await at.db.query(
      sql`select lead_id from lead where account_id = ${at.accountId} and lead_id = any (${leadIds}::bigint[]) order by lead_id`,
    );
    expect(left).toEqual(touched.map((lead_id) => ({ lead_id })));
    const phones = sql`select lead_id from lead_phone where lead_id = any (${leadIds}::bigint[]) order by lead_id`;
    expect(await at.db.query(phones)).toEqual(left);
    expect(await at.db.query(sql`select from lead_phone where lead_id = ${bystander}`)).toHaveLength(1);
    const inJournal = await readTouchedLeads(at.db, at.accountId, undone.actionId, { limit: 100 });
    expect(inJournal.map(({ leadId, result }) => [leadId, result])).toEqual(
      leadIds.map((leadId) => [leadId, touched.includes(leadId) ? "CONFLICT" : "DELETED"]),
    );
    // The history of a deleted lead still says which load brought it.
    const { events } = await readHistory(at.db, at.accountId, leadIds[0] as number, { limit: 10, newestFirst: false });
    expect(events.map(({ kind }) => kind).sort()).toEqual(["ACTION", "LOADED"]);
  },
);

test("the leads that a large action mails are those it journals", async () => {
  const leadIds = await eight();
  const { actionId } = await runLarge("EMAIL_LEADS", leadIds, { EMAIL_TO: "ann@example.com" });
  const results = await readTouchedLeads(at.db, at.accountId, actionId, { limit: 100, result: "MAILED" });
  expect(results.map(({ leadId }) => leadId)).toEqual(leadIds);
  const { selected } = await at.db.one<{ selected: string[] }>(sql`
    select array_agg(lead_id order by lead_id) as selected
    from archive join archive_batch using (account_id, archive_id), unnest(lead_ids) as lead_id
    where account_id = ${at.accountId} and action_id = ${actionId}
  `);
  expect(selected.map(Number)).toEqual(leadIds);
});
