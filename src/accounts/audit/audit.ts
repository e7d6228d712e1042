import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { abbreviate } from "./abbreviate.ts";

/** The entities that entries are about. */
export const auditable = [
  "Account",
  "Agent",
  "AgentGroup",
  "ApiClient",
  "ApiToken",
  "Campaign",
  "DialGroup",
  "Disposition",
  "DncEntry",
  "DncTag",
  "Export",
  "JwtCredential",
  "LeadAction",
  "LeadFile",
  "LeadList",
  "Request",
  "SavedSearch",
  "Session",
  "User",
] as const;

/** What entries record. */
export const auditActions = [
  "CREATE",
  "UPDATE",
  "DELETE",
  "CANCEL",
  "DOWNLOAD",
  "SIGN_IN",
  "SIGN_IN_FAILED",
  "SIGN_OUT",
  "DENIED",
] as const;

/** A change to anything but leads, which have their own journal; or a sign-in, a download, or a request that was denied. */
export interface Change {
  type: (typeof auditActions)[number];
  entity: (typeof auditable)[number];
  id: number | string;
  /** The entity's name or a short description, for people. */
  description: string;
  before?: object | undefined;
  after?: object | undefined;
}

/** Who is recorded: the user, or with the id null the program or somebody who did not sign in. */
export interface Actor {
  userId: number | null;
  name: string;
  /** The client's IP address; absent for the program itself. */
  address?: string;
}

/**
 * Records who changed what, in the transaction that makes the change. Never pass secrets in `before` or `after`. When
 * the transaction commits, the database adds the entry to the account's chain of hashes (migration 0021).
 */
export async function recordAudit(tx: Tx, caller: Actor, accountId: number, change: Change): Promise<void> {
  await tx.execute(sql`
    insert into audit (account_id, user_id, user_name, address, action_type, entity, entity_id, description, before, after)
    values (${accountId}, ${caller.userId}, ${caller.name}, ${caller.address ?? null}, ${change.type}, ${change.entity},
      ${String(change.id)}, ${change.description}, ${change.before ? JSON.stringify(abbreviate(change.before)) : null}, ${change.after ? JSON.stringify(abbreviate(change.after)) : null})
  `);
}
