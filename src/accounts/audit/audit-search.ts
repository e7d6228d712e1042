import type { Tx } from "../../db/database.ts";
import { join, type Sql, sql } from "../../db/sql.ts";
import type { Change } from "./audit.ts";

/** A recorded change, sign-in, download, or denied request. */
export interface AuditEntry {
  auditId: number;
  at: Date;
  /** Null if the program made the change itself. */
  userId: number | null;
  userName: string;
  /** The client's IP address; null if the program made the change itself, and in entries from before it was recorded. */
  address: string | null;
  /** Name of the user, if they still exist. */
  firstName: string | null;
  lastName: string | null;
  actionType: Change["type"];
  entity: string;
  entityId: string;
  description: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** What to search for; absent criteria match everything. */
export interface AuditCriteria {
  entities?: string[] | undefined;
  actions?: string[] | undefined;
  entityId?: string | undefined;
  userId?: number | undefined;
  /** Part of the name of the person who made the change, in any case. */
  userName?: string | undefined;
  /** The client's IP address. */
  address?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** Only entries after this id in the requested order; only for the order `at`. */
  after?: number | undefined;
}

const orders = {
  at: sql`audit_id`,
  actionType: sql`action_type`,
  entity: sql`entity`,
  entityId: sql`entity_id`,
  description: sql`lower(audit.description)`,
  userName: sql`lower(user_name)`,
} as const satisfies Record<string, Sql>;

export type AuditOrder = keyof typeof orders;

/** The account's matching entries, newest first by default. */
export async function searchAudit(
  tx: Tx,
  accountId: number,
  criteria: AuditCriteria,
  { order = "at", ascending = false, limit }: { order?: AuditOrder; ascending?: boolean; limit: number },
): Promise<AuditEntry[]> {
  const { entities, actions, entityId, userId, userName, address, from, to, after } = criteria;
  const conditions = [
    sql`audit.account_id = ${accountId}`,
    ...(entities?.length ? [sql`entity = any(${entities})`] : []),
    ...(actions?.length ? [sql`action_type = any(${actions})`] : []),
    ...(entityId === undefined ? [] : [sql`entity_id = ${entityId}`]),
    ...(userId === undefined ? [] : [sql`user_id = ${userId}`]),
    ...(userName === undefined ? [] : [sql`position(lower(${userName}) in lower(user_name)) > 0`]),
    ...(address === undefined ? [] : [sql`address = ${address}`]),
    ...(from ? [sql`at >= ${from}`] : []),
    ...(to ? [sql`at <= ${to}`] : []),
    ...(after === undefined ? [] : [ascending ? sql`audit_id > ${after}` : sql`audit_id < ${after}`]),
  ];
  const direction = ascending ? sql`asc` : sql`desc`;
  return await tx.query<AuditEntry>(sql`
    select audit_id as "auditId", at, user_id as "userId", user_name as "userName", address, u.first_name as "firstName",
      u.last_name as "lastName", action_type as "actionType", entity, entity_id as "entityId", description, before, after
    from audit left join app_user u using (user_id)
    where ${join(conditions, sql` and `)}
    order by ${orders[order]} ${direction}, audit_id ${direction}
    limit ${limit}
  `);
}

/** The fields that a change has changed. */
export function differences(entry: Pick<AuditEntry, "before" | "after">): {
  field: string;
  before: unknown;
  after: unknown;
}[] {
  const before = entry.before ?? {};
  const after = entry.after ?? {};
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));
}
