import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { actionCondition, type Criteria, type Scope } from "./criteria.ts";

// Locks of this kind have two halves; those with one key do not meet them.
const kind = 0x1ead;

/**
 * Waits for the claims of the account that are under way; those that come after this transaction see the stopping action it accepts. The
 * wait is that for one claim, some milliseconds.
 */
export async function bindClaims(tx: Tx, accountId: number): Promise<void> {
  await tx.query(sql`select pg_advisory_xact_lock(${kind}, hashint8(${accountId}))`);
}

/**
 * The leads that running stopping actions will reach, as a condition on `lead`, to be left out of a claim; false when there are none.
 * Call it in the claim's transaction, before it selects: from then on no stopping action is accepted until the claim is done.
 */
export async function stoppedLeads(tx: Tx, scope: Scope) {
  await tx.query(sql`select pg_advisory_xact_lock_shared(${kind}, hashint8(${scope.accountId}))`);
  const running = await tx.query<{ criteria: Criteria; last_lead_id: number }>(sql`
    select criteria, last_lead_id from lead_action where account_id = ${scope.accountId} and status = 'RUNNING' and stops
  `);
  return running
    .map(
      ({ criteria, last_lead_id }) =>
        sql`(lead.lead_id <= ${last_lead_id} and ${actionCondition(criteria, scope, true)})`,
    )
    .reduce((all, one) => sql`${all} or ${one}`, sql`false`);
}
