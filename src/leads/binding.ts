import type { Tx } from "../db/database.ts";
import { holdRules } from "../db/locks.ts";
import { type Sql, sql } from "../db/sql.ts";
import { actionCondition, type Criteria } from "./search/criteria.ts";
import type { Scope } from "./search/scope.ts";

/** Which leads a stopping action that still runs will reach. */
export interface RunningStop {
  criteria: Criteria;
  lastLeadId: number;
}

/**
 * The account's running stops as a JSON array of RunningStop. Read it after holdRules, when no other can be accepted.
 */
export const runningStops = (accountId: number): Sql => sql`(
  select coalesce(json_agg(json_build_object('criteria', criteria, 'lastLeadId', last_lead_id)), '[]')
  from lead_action where account_id = ${accountId} and status = 'RUNNING' and stops)`;

/** A condition on `lead` for the leads that these stops will reach; false if there are no stops. */
export function stoppedBy(running: readonly RunningStop[], scope: Scope): Sql {
  return running
    .map(
      ({ criteria, lastLeadId }) => sql`(lead.lead_id <= ${lastLeadId} and ${actionCondition(criteria, scope, true)})`,
    )
    .reduce((all, one) => sql`${all} or ${one}`, sql`false`);
}

/**
 * A condition on `lead` for the leads that a claim must leave out because running stops will reach them. Call it in the
 * claim's transaction before selecting: no stop is accepted from then until the transaction ends.
 */
export async function stoppedLeads(tx: Tx, scope: Scope): Promise<Sql> {
  await holdRules(tx, scope.accountId);
  const { running } = await tx.one<{ running: RunningStop[] }>(sql`select ${runningStops(scope.accountId)} as running`);
  return stoppedBy(running, scope);
}
