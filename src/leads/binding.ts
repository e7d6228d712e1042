import type { Tx } from "../db/database.ts";
import { holdRules } from "../db/locks.ts";
import { type Sql, sql } from "../db/sql.ts";
import { actionCondition, type Criteria } from "./search/criteria.ts";
import type { Scope } from "./search/scope.ts";

/** A stopping action that still runs: what it will reach. */
export interface RunningStop {
  criteria: Criteria;
  lastLeadId: number;
}

/** The stopping actions that run in the account, as a JSON array of RunningStop. Read it once no other is accepted any more: after holdRules. */
export const runningStops = (accountId: number): Sql => sql`(
  select coalesce(json_agg(json_build_object('criteria', criteria, 'lastLeadId', last_lead_id)), '[]')
  from lead_action where account_id = ${accountId} and status = 'RUNNING' and stops)`;

/** The leads that running stopping actions will reach, as a condition on `lead`; false when there are none. */
export function stoppedBy(running: readonly RunningStop[], scope: Scope): Sql {
  return running
    .map(
      ({ criteria, lastLeadId }) => sql`(lead.lead_id <= ${lastLeadId} and ${actionCondition(criteria, scope, true)})`,
    )
    .reduce((all, one) => sql`${all} or ${one}`, sql`false`);
}

/**
 * The leads that running stopping actions will reach, to be left out of a claim. Call it in the claim's transaction, before it selects: from
 * then on no stopping action is accepted until the claim is done.
 */
export async function stoppedLeads(tx: Tx, scope: Scope): Promise<Sql> {
  await holdRules(tx, scope.accountId);
  const { running } = await tx.one<{ running: RunningStop[] }>(sql`select ${runningStops(scope.accountId)} as running`);
  return stoppedBy(running, scope);
}
