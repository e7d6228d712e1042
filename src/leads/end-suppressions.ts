import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { findAction } from "./catalogue.ts";
import { acceptAction } from "./engine/accept-action.ts";
import { scopeOf } from "./search/scope.ts";

/** Who lifts an expired suppression, as the history of its leads shows. */
const context = { userId: null, name: "end of suppression" };

/**
 * Lifts expired suppressions with one UNSUPPRESS_LEADS action per account, so it runs in batches and is in the history
 * of each lead. Skips accounts where such an action still runs. Returns the number of actions started.
 */
export async function endSuppressions(db: Database, now: Date): Promise<number> {
  const accounts = await db.query<{ accountId: number }>(sql`
    select account_id as "accountId" from account
    where closed_at is null and exists (select from lead where lead.account_id = account.account_id and lead.suppressed_until <= ${now})
      and not exists (
        select from lead_action
        where lead_action.account_id = account.account_id and status = 'RUNNING' and requested_by = ${context.name} and user_id is null)
  `);
  // The criterion is exclusive, but suppressions that end at this very moment are over too.
  const value = new Date(now.getTime() + 1).toISOString();
  for (const { accountId } of accounts) {
    await acceptAction(
      db,
      await scopeOf(db, accountId),
      context,
      {
        action: findAction("UNSUPPRESS_LEADS"),
        criteria: { suppressedUntilCriteria: { operator: "LESS_THAN", value } },
        params: {},
        allLeads: false,
      },
      now,
    );
  }
  return accounts.length;
}
