import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";

/** The kinds of things whose changes are recorded. */
export const auditable = [
  "Account",
  "Agent",
  "AgentGroup",
  "ApiToken",
  "Campaign",
  "DialGroup",
  "Disposition",
  "DncEntry",
  "DncTag",
  "Export",
  "JwtCredential",
  "LeadList",
  "SavedSearch",
  "User",
] as const;

/** A change to something other than leads, which have a journal of their own. */
export interface Change {
  type: "CREATE" | "UPDATE" | "DELETE";
  entity: (typeof auditable)[number];
  id: number | string;
  /** Name or short description of the thing, for people. */
  description: string;
  before?: object | undefined;
  after?: object | undefined;
}

/**
 * Records who changed what, in the transaction that changes it; without a user id where the house did it. Never pass
 * secrets in `before` and `after`.
 */
export async function recordAudit(
  tx: Tx,
  caller: { userId: number | null; name: string },
  accountId: number,
  change: Change,
): Promise<void> {
  await tx.execute(sql`
    insert into audit (account_id, user_id, user_name, action_type, entity, entity_id, description, before, after)
    values (${accountId}, ${caller.userId}, ${caller.name}, ${change.type}, ${change.entity}, ${String(change.id)},
      ${change.description}, ${change.before ? JSON.stringify(change.before) : null}, ${change.after ? JSON.stringify(change.after) : null})
  `);
}
