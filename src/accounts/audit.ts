import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";

/** The entities whose changes are recorded. */
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
  "Session",
  "User",
] as const;

/** A change to anything but leads, which have their own journal. */
export interface Change {
  type: "CREATE" | "UPDATE" | "DELETE";
  entity: (typeof auditable)[number];
  id: number | string;
  /** The entity's name or a short description, for people. */
  description: string;
  before?: object | undefined;
  after?: object | undefined;
}

/**
 * Records who changed what, in the transaction that makes the change. The user id is null if the program did it. Never
 * pass secrets in `before` or `after`.
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
