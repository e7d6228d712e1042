import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { findAction } from "./catalogue.ts";
import { acceptAction } from "./engine/accept-action.ts";
import { scopeOf } from "./search/scope.ts";

/** Who lifts a suppression whose time is over, as the history of its leads names it. */
const context = { userId: null, name: "end of suppression" };

/**
 * Lifts the suppressions whose time has come, of each account by a lead action like any other: in batches, journaled, and so in every lead's
 * history. Accounts where that is going on already are left to it. Returns how many actions were begun.
 */
export async function endSuppressions(db: Database, now: Date): Promise<number> {
  const accounts = await db.query<{ accountId: number }>(sql`
    select account_id as "accountId" from account
    where exists (select from lead where lead.account_id = account.account_id and lead.suppressed_until <= ${now})
      and not exists (
        select from lead_action
        where lead_action.account_id = account.account_id and status = 'RUNNING' and requested_by = ${context.name} and user_id is null)
  `);
  // The criterion is for times before a moment, and the moment itself is meant too.
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
