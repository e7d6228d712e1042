import type { Transaction } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { BatchRun, LeadAction, Run } from "../action.ts";
import { findAction } from "../catalogue.ts";
import { loadAction } from "../files/load-action.ts";
import { loadWork } from "../files/load-work.ts";
import { undoLoadWork } from "../files/undo-load.ts";
import { actionCondition } from "../search/criteria.ts";
import { type Scope, scopeOf } from "../search/scope.ts";
import type { ActionRecord } from "./action-record.ts";
import { carryOut } from "./carry-out.ts";
import { undoWork } from "./undo-work.ts";
import type { Work } from "./work.ts";

/**
 * The work of a recorded action: a lead action, a load, or the undo of either. Pass `scope` if the caller has read it.
 */
export async function workOf(tx: Transaction, record: ActionRecord, scope?: Scope): Promise<Work> {
  if (record.undoOf !== null)
    return record.settled.rootAction === loadAction ? await undoLoadWork(tx, record) : await undoWork(tx, record);
  if (record.action === loadAction) return loadWork(tx, record);
  const action = findAction(record.action);
  const asked = await runOf(tx, record, scope);
  const reached = action.reach?.(record.settled, asked.scope);
  const run = reached ? { ...asked, condition: reached } : asked;
  return {
    selection: selectionOf(run, record),
    inOrder: action.inOrder?.(record.settled) ?? false,
    requeues: action.requeues ?? !stopsWith(action, record.params),
    batch: (leadIds) => carryOut(action, record.settled, batchOf(run, leadIds)),
    finish: async ({ changed }) => {
      await action.finish?.(record.settled, run, changed);
    },
  };
}

/** Whether an action stops dialing with these parameters. */
export const stopsWith = ({ stops }: LeadAction, params: Record<string, unknown>): boolean =>
  typeof stops === "function" ? stops(params) : stops;

/** The run of a recorded lead action, over all its leads. */
async function runOf(tx: Transaction, record: ActionRecord, known?: Scope): Promise<Run> {
  const scope = known ?? (await scopeOf(tx, record.accountId));
  return {
    tx,
    scope,
    actionId: record.actionId,
    requestedBy: record.requestedBy,
    now: record.createdAt,
    criteria: record.criteria,
    bulk: record.plannedAt !== null,
    condition: actionCondition(record.criteria, scope, record.allLeads),
  };
}

/** The run over one batch: those of these leads that still meet the criteria. `leadIds` are in ascending order. */
function batchOf(run: Run, leadIds: readonly number[]): BatchRun {
  const [first = 0, last = 0] = [leadIds[0], leadIds.at(-1)];
  // The plan of an equality does not depend on the id, so single-lead actions reuse one prepared plan. Reading a
  // gapless range takes half the time of looking up each id.
  const these =
    leadIds.length === 1
      ? sql`lead.lead_id = ${first}`
      : last - first + 1 === leadIds.length
        ? sql`lead.lead_id between ${first} and ${last}`
        : sql`lead.lead_id = any (${leadIds}::bigint[])`;
  return { ...run, leadIds, condition: sql`${run.condition} and ${these}` };
}

/**
 * The ids of the first `limit` leads that meet the run's condition, without leads added since the action was accepted.
 */
export function selectionOf(run: Run, { limit, lastLeadId }: Pick<ActionRecord, "limit" | "lastLeadId">): Sql {
  const there = lastLeadId === null ? sql`` : sql` and lead.lead_id <= ${lastLeadId}`;
  const first = limit === null ? sql`` : sql` order by lead.lead_id limit ${limit}`;
  return sql`select lead.lead_id from lead where ${run.condition}${there}${first}`;
}
