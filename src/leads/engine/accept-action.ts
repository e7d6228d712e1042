import { convert, demandStorable, problems, refuseProblem } from "../../check.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";
import type { LeadAction } from "../action.ts";
import { actionCondition, type Criteria, type Scope } from "../criteria.ts";
import { type ActionRecord, readAction, recordAsWritten } from "./action-record.ts";
import { begin, settle } from "./begin-action.ts";
import { claimKey, type Once } from "./idempotency.ts";

export interface ActionRequest {
  action: LeadAction;
  criteria: Criteria;
  /** paramMap as it was sent. */
  params: object;
  /** Criteria that name nothing are meant. */
  allLeads: boolean;
  /** Only the first leads that match, by lead id. */
  limit?: number | undefined;
  once?: Once | undefined;
  /** Up to so many leads are changed at once; absent, as many as are wise. */
  inline?: number;
}

/**
 * Accepts an action: checks it, records it, and carries a small one out at once. A large one is RUNNING when this returns, and goes on
 * by itself until it is done, whatever happens to this process. The caller may be a program without a user. Refuses, with nothing changed or
 * recorded.
 */
export async function acceptAction(
  db: Database,
  scope: Scope,
  caller: { userId: number | null; name: string },
  request: ActionRequest,
  now: Date,
): Promise<ActionRecord> {
  return await db.transaction((tx) => acceptWithin(tx, scope, caller, request, now));
}

/** The same as a part of a transaction. */
export async function acceptWithin(
  tx: Transaction,
  scope: Scope,
  caller: { userId: number | null; name: string },
  request: ActionRequest,
  now: Date,
): Promise<ActionRecord> {
  const { action, criteria, allLeads, limit } = request;
  const params = checkedParams(action, request.params);
  const condition = actionCondition(criteria, scope, allLeads);
  const stops = typeof action.stops === "function" ? action.stops(params as never) : action.stops;
  const record = await tx.one<ActionRecord>(
    prepared(sql`
      insert into lead_action (account_id, action, status, criteria, params, settled, all_leads, lead_limit, stops, user_id,
        requested_by, created_at)
      values (${scope.accountId}, ${action.name}, 'RUNNING', ${JSON.stringify(criteria)}, ${JSON.stringify(params)},
        ${JSON.stringify(params)}, ${allLeads}, ${limit ?? null}, ${stops}, ${caller.userId}, ${caller.name}, ${now})
      returning ${recordAsWritten}
    `),
  );
  const { actionId } = record;
  const earlier =
    caller.userId === null
      ? undefined
      : await claimKey(tx, scope.accountId, caller.userId, request.once, actionId, now);
  if (earlier !== undefined) {
    // The row just made must not stay beside the first one's.
    await tx.execute(sql`delete from lead_action where account_id = ${scope.accountId} and action_id = ${actionId}`);
    return await readAction(tx, scope.accountId, earlier);
  }
  const run = { tx, scope, actionId, requestedBy: caller.name, now, criteria, bulk: false, condition };
  const settled = await action.accept?.(params as never, run);
  return await begin(tx, settled ? await settle(tx, record, settled) : record, stops, request.inline, scope);
}

/** The parameters as the action's schema has them. */
export function checkedParams(action: LeadAction, given: object): Record<string, unknown> {
  demandStorable(given, "leadActionParams.paramMap");
  const params = convert(action.params, given) as Record<string, unknown>;
  const problem = problems(action.params, params, "leadActionParams.paramMap")[0];
  if (problem) throw refuseProblem(problem);
  // Keys of no meaning are not kept: the record says what was acted on.
  return Object.fromEntries(Object.entries(params).filter(([name]) => Object.hasOwn(action.params.properties, name)));
}
