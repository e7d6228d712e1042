import { expect, test } from "vitest";
import type { Criteria } from "../../../src/leads/search/criteria.ts";
import { journalOf, leadColumns, type TestAccount } from "../account.ts";
import { addLeads, type TestLead } from "../leads.ts";
import { actionContract } from "./action-contract.ts";

/** A row of an action's table: the lead before, the parameters, and the columns after. `skipped` is the reason a lead stays unchanged. */
export interface Case {
  title: string;
  lead: TestLead;
  params?: object | ((at: TestAccount) => object);
  /** Criteria in addition to the lead's id. */
  criteria?: Criteria;
  after?: Record<string, unknown> | ((at: TestAccount) => Record<string, unknown>);
  skipped?: string;
  callbacksDeleted?: number;
}

/** Tests an action by a table, one lead at a time with all its columns compared, and by the contract of every action. */
export function actionTable(at: TestAccount, name: string, cases: Case[]): void {
  actionContract(name);
  test.each(cases)(
    `${name}: $title`,
    async ({ lead, params = {}, criteria, after = {}, skipped, callbacksDeleted = 0 }) => {
      const [leadId] = (await addLeads(at.db, at.campaign, [lead])) as [number];
      const before = await leadColumns(at.db, leadId);
      const result = await at.run(
        name,
        { ...criteria, leadIds: [leadId] },
        typeof params === "function" ? params(at) : params,
      );
      const changes = typeof after === "function" ? after(at) : after;
      expect(await leadColumns(at.db, leadId)).toEqual({ ...before, ...changes });
      expect(result).toMatchObject({ matched: 1, changed: skipped ? 0 : 1, deleted: 0, callbacksDeleted });
      expect(result.skipped).toEqual(skipped ? [{ reason: skipped, count: 1 }] : []);
      expect(await journalOf(at.db, result.actionId)).toEqual(
        skipped ? [] : [expect.objectContaining({ lead_id: leadId })],
      );
    },
  );
}
