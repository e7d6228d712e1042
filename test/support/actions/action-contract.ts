import { describe, expect, test } from "vitest";
import { sql } from "../../../src/db/sql.ts";
import { journaled, type LeadAction } from "../../../src/leads/action.ts";
import { findAction } from "../../../src/leads/catalogue.ts";
import { acceptAction, acceptUndo } from "../../../src/leads/engine/accept-action.ts";
import { type ActionRecord, readAction } from "../../../src/leads/engine/action-record.ts";
import { previewAction, previewUndo } from "../../../src/leads/engine/dry-run.ts";
import { workOnAction } from "../../../src/leads/engine/work-on-action.ts";
import type { Criteria } from "../../../src/leads/search/criteria.ts";
import { scopeOf } from "../../../src/leads/search/scope.ts";
import { callbackStates, type LeadState, stickyStates } from "../../../src/leads/state.ts";
import { journalOf, now, testAccount } from "../account.ts";
import { addAccount, type TestCampaign } from "../leads.ts";
import { paramsOf, paramVariants } from "./action-params.ts";
import { contractLeads, leadsOfEveryKind } from "./contract-leads.ts";

/**
 * The contract of every lead action, whatever its parameters: it touches only leads in its states, journals and counts exactly, leaves
 * other accounts alone, previews its effect, does the same in batches, and can be undone and redone. Free-text and number parameters
 * are sent if their schema has an example. The contract runs in its own database because it leaves a lot behind.
 */
export function actionContract(name: string): void {
  const at = testAccount();
  const caller = { userId: 1, name: "ann@example.com" };
  const { campaignOf, leadsOf, idsOf, everythingOf, stateOf, changeEveryColumn } = contractLeads(at);
  const action = findAction(name);
  describe.each(paramVariants(action).map((variant) => ({ variant, shown: JSON.stringify(variant) })))(
    `the contract of every action: ${name} $shown`,
    ({ variant }) => {
      test("touches only leads in its states, journals what it changes, and counts exactly", async () => {
        const campaign = await campaignOf(at.accountId);
        const ids = await idsOf(campaign);
        const before = await leadsOf(ids);
        const result = await at.run(action.name, { campaignIds: [campaign.campaignId] }, paramsOf(action, variant, at));
        const after = await leadsOf(ids);
        const journal = new Map((await journalOf(at.db, result.actionId)).map((row) => [row.lead_id as number, row]));

        for (const [id, was] of before) {
          const is = after.get(id);
          const entry = journal.get(id);
          const reachable = action.states.includes(was.lead_state);
          expect(entry?.deleted ?? false, `lead ${id} in state ${was.lead_state}`).toBe(is === undefined);
          if (!reachable) expect(is).toEqual(was);
          const changed = journaled.filter(
            (column) => is !== undefined && JSON.stringify(is[column]) !== JSON.stringify(was[column]),
          );
          expect(changed.map((column) => [entry?.[`${column}_before`], entry?.[`${column}_after`]])).toEqual(
            changed.map((column) => [was[column], is?.[column]]),
          );
        }
        const skipped = result.skipped.reduce((sum, { count }) => sum + count, 0);
        expect(result.changed + result.deleted).toBe(journal.size);
        if (result.changed + result.deleted + skipped > 0) expect(result.matched).toBe(before.size);
        expect(result.matched).toBe(result.changed + result.deleted + skipped);
        expect(
          await at.db.one(
            sql`select status, matched, changed, deleted, callbacks_deleted, skipped from lead_action where action_id = ${result.actionId}`,
          ),
        ).toEqual({
          status: "DONE",
          matched: result.matched,
          changed: result.changed,
          deleted: result.deleted,
          callbacks_deleted: result.callbacksDeleted,
          skipped: result.skipped,
        });
      });

      test("leaves an open callback exactly on leads in a callback state", async () => {
        const campaign = await campaignOf(at.accountId);
        const ids = await idsOf(campaign);
        await at.run(action.name, { campaignIds: [campaign.campaignId] }, paramsOf(action, variant, at));
        for (const lead of (await leadsOf(ids)).values()) {
          expect(lead.callback_at !== null, lead.lead_state).toBe(callbackStates.includes(lead.lead_state));
        }
      });

      test("never leaves a lead with one agent's callback reserved for another, if it writes either", async () => {
        const campaign = await campaignOf(at.accountId);
        const ids = await idsOf(campaign);
        const { actionId } = await at.run(
          action.name,
          { campaignIds: [campaign.campaignId] },
          paramsOf(action, variant, at),
        );
        const written = (await journalOf(at.db, actionId)).filter(
          ({ callback_agent_id_after: by, reserved_agent_id_after: of }) => by !== null || of !== null,
        );
        const leads = await leadsOf(ids);
        const contradictory = written.filter(({ lead_id }) => {
          const lead = leads.get(lead_id as number);
          return (
            lead?.callback_agent_id != null &&
            lead.reserved_agent_id !== null &&
            lead.callback_agent_id !== lead.reserved_agent_id
          );
        });
        expect(contradictory).toEqual([]);
      });

      test("makes no lead in a sticky state dialable unless the criteria name that state", async () => {
        const campaign = await campaignOf(at.accountId);
        const ids = await idsOf(campaign);
        const before = await leadsOf(ids);
        await at.run(action.name, { campaignIds: [campaign.campaignId] }, paramsOf(action, variant, at));
        const dialable = ["READY", ...callbackStates];
        for (const [id, lead] of await leadsOf(ids)) {
          if (stickyStates.includes(before.get(id)?.lead_state as LeadState))
            expect(dialable).not.toContain(lead.lead_state);
        }
      });

      test("leaves other accounts untouched, even with identical leads", async () => {
        const stranger = await addAccount(at.db);
        const theirs = await campaignOf(stranger);
        const before = await everythingOf(stranger);
        const ids = await idsOf(theirs);
        const params = paramsOf(action, variant, at);
        await at.run(action.name, { leadIds: ids }, params);
        await at.run(action.name, { campaignIds: [theirs.campaignId] }, params);
        await at.run(
          action.name,
          { externIds: leadsOfEveryKind.map((lead) => lead.extern_id as string), listIds: [theirs.listId] },
          params,
        );
        expect(await everythingOf(stranger)).toEqual(before);
      });

      test("running twice equals running once for state, suppression, place, callback, and reservation", async () => {
        const campaign = await campaignOf(at.accountId);
        const ids = await idsOf(campaign);
        const run = async () => {
          await at.run(action.name, { leadIds: ids }, paramsOf(action, variant, at));
          return await at.db.query(sql`
        select lead_id, lead_state, suppressed, campaign_id, list_id, callback_at, callback_agent_id, reserved_agent_id
        from lead where lead_id = any (${ids}::bigint[]) order by lead_id
      `);
        };
        expect(await run()).toEqual(await run());
      });

      test("selects nothing if an identity list is empty, and is refused if the criteria name nothing", async () => {
        const campaign = await campaignOf(at.accountId);
        const ids = await idsOf(campaign);
        const before = await leadsOf(ids);
        const params = paramsOf(action, variant, at);
        for (const criteria of [
          { leadIds: [] },
          { externIds: [], campaignIds: [campaign.campaignId] },
          { leadPhoneNumbers: [] },
        ]) {
          expect(await at.run(action.name, criteria, params)).toMatchObject({ matched: 0, changed: 0, deleted: 0 });
        }
        for (const criteria of [
          {},
          { campaignIds: [], leadStates: [], suppressed: "ALL" as const, firstName: "", orphanedLeadsOnly: false },
        ]) {
          await expect(at.run(action.name, criteria, params)).rejects.toMatchObject({ code: "CRITERIA_NAME_NOTHING" });
        }
        expect(await leadsOf(ids)).toEqual(before);
      });

      test("has a dry run that predicts its effect and changes nothing", async () => {
        const campaign = await campaignOf(at.accountId);
        const criteria = { campaignIds: [campaign.campaignId] };
        const params = paramsOf(action, variant, at);
        const before = await everythingOf(at.accountId);
        const preview = await previewAction(
          at.db,
          await scopeOf(at.db, at.accountId),
          caller,
          { action, criteria, params, allLeads: false },
          now,
        );
        expect(await everythingOf(at.accountId)).toEqual(before);
        const result = await at.run(action.name, criteria, params);
        expect(preview).toMatchObject({
          matched: result.matched,
          wouldChange: result.changed + result.deleted,
          skipped: result.skipped,
        });
        expect(preview.warnings ?? []).toEqual(result.warnings);
        for (const counted of [preview.byState, preview.byCampaign]) {
          expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(preview.wouldChange);
        }
        const touched = (await journalOf(at.db, result.actionId)).map((row) => row.lead_id);
        expect(preview.sample.map(({ leadId }) => leadId)).toEqual(touched.slice(0, 10));
      });

      test("does the same in batches as in one step", async () => {
        const outcome = async (run: (campaign: TestCampaign) => Promise<ActionRecord>) => {
          const campaign = await campaignOf(at.accountId);
          const first = Math.min(...(await idsOf(campaign)));
          const { actionId, matched, changed, deleted, callbacksDeleted, skipped, warnings } = await run(campaign);
          const rows = (await journalOf(at.db, actionId)).map(
            ({ lead_id, lead_state_after, suppressed_after, pass_count_after }) => [
              (lead_id as number) - first,
              lead_state_after,
              suppressed_after,
              pass_count_after,
            ],
          );
          return { matched, changed, deleted, callbacksDeleted, skipped, warnings, rows };
        };
        const params = paramsOf(action, variant, at);
        const criteria = (campaign: TestCampaign) => ({ campaignIds: [campaign.campaignId] });
        const atOnce = await outcome((campaign) => at.run(action.name, criteria(campaign), params));
        const inBatches = await outcome((campaign) => runInBatches(action, criteria(campaign), params));
        expect(inBatches).toEqual(atOnce);
      });

      test("can be undone, redone, and undone again, or refuses the undo with a reason", async () => {
        const campaign = await campaignOf(at.accountId);
        const ids = await idsOf(campaign);
        const state = () => stateOf(ids);
        const before = await state();
        const { actionId } = await runInBatches(
          action,
          { campaignIds: [campaign.campaignId] },
          paramsOf(action, variant, at),
        );
        if (action.undoable !== true) {
          await expect(undo(actionId)).rejects.toMatchObject({
            code: "NOT_UNDOABLE",
            details: { reason: action.undoable },
          });
          return;
        }
        const after = await state();
        const previewed = await previewUndo(at.db, await scopeOf(at.db, at.accountId), actionId);
        expect(await state()).toEqual(after);
        const undone = await undo(actionId);
        expect(previewed).toMatchObject({ wouldChange: undone.changed, skipped: [], matched: undone.matched });
        expect(undone.skipped).toEqual([]);
        expect(await state()).toEqual(before);
        const redone = await undo(undone.actionId);
        expect(await state()).toEqual(after);
        await expect(undo(actionId)).rejects.toMatchObject({ code: "NOT_UNDOABLE" });
        await undo(redone.actionId);
        expect(await state()).toEqual(before);
      });

      test.runIf(action.undoable === true)("has an undo that skips leads changed since and lists them", async () => {
        const campaign = await campaignOf(at.accountId);
        const { actionId } = await at.run(
          action.name,
          { campaignIds: [campaign.campaignId] },
          paramsOf(action, variant, at),
        );
        const touched = (await journalOf(at.db, actionId)).map((row) => row.lead_id as number);
        const [moved, gone, ...others] = touched as [number, number, ...number[]];
        expect(touched.length).toBeGreaterThanOrEqual(2);
        // Someone else changes every column that the action may touch.
        await changeEveryColumn(moved);
        await at.db.execute(
          sql`update lead set pass_count = 9, lead_state = 'INTERCEPT' where original_lead_id = ${moved}`,
        );
        await at.db.execute(sql`delete from lead where lead_id = ${gone}`);
        const left = await leadsOf([moved]);
        const undone = await undo(actionId);
        expect(await leadsOf([moved])).toEqual(left);
        expect(undone.changed).toBe(others.length);
        const conflicts = (await journalOf(at.db, undone.actionId)).filter((row) => row.conflict !== null);
        expect(conflicts.map((row) => row.lead_id)).toEqual([moved, gone].sort((a, b) => a - b));
        expect(undone.skipped.reduce((sum, { count }) => sum + count, 0)).toBe(2);
      });
    },
  );

  const undo = async (actionId: number) => {
    const record = await acceptUndo(at.db, at.accountId, caller, actionId, undefined, now, 0);
    if (record.status === "RUNNING")
      await workOnAction(at.db, at.accountId, record.actionId, new AbortController().signal, 7);
    return await readAction(at.db, at.accountId, record.actionId);
  };

  const runInBatches = async (action: LeadAction, criteria: Criteria, params: object) => {
    const request = { action, criteria, params, allLeads: false, inline: 0 };
    const record = await acceptAction(at.db, await scopeOf(at.db, at.accountId), caller, request, now);
    if (record.status === "RUNNING")
      await workOnAction(at.db, at.accountId, record.actionId, new AbortController().signal, 7);
    return await readAction(at.db, at.accountId, record.actionId);
  };
}
