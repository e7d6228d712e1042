import { recordAudit } from "../../accounts/audit/audit.ts";
import { type Caller, requireRole, scopeFor } from "../../accounts/caller.ts";
import { requireQuota } from "../../accounts/quotas.ts";
import type { Tx } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { refuseOnViolation } from "../../db/violation.ts";
import { refuse } from "../../errors.ts";
import { requireSmallJson } from "../../validation/json-size.ts";
import { type Criteria, searchCondition } from "./criteria.ts";

export interface SavedSearchInput {
  name: string;
  criteria: Criteria;
  /** The columns to show, in order; null: the default columns. */
  columns: string[] | null;
  sort: "leadId" | "-leadId";
  /** Everybody with a role on the account sees it. */
  shared: boolean;
}

/** A search that a user saved under a name. */
export interface SavedSearch extends SavedSearchInput {
  savedSearchId: number;
  userId: number;
  /** The email address of its owner. */
  userName: string;
  createdAt: Date;
  changedAt: Date;
}

const columns = sql`saved_search_id as "savedSearchId", user_id as "userId", user_name as "userName", name, criteria, columns, sort, shared,
  created_at as "createdAt", changed_at as "changedAt"`;

/** The caller's own searches and those shared by others, ordered by name. */
export function listSavedSearches(tx: Tx, caller: Caller, accountId: number): Promise<SavedSearch[]> {
  return tx.query<SavedSearch>(sql`
    select ${columns} from saved_search where ${visibleTo(caller, accountId)} order by lower(name), saved_search_id
  `);
}

export function getSavedSearch(tx: Tx, caller: Caller, accountId: number, id: number): Promise<SavedSearch> {
  return findVisible(tx, caller, accountId, id, sql``);
}

/** Saves a search. Only managers may share it. Refuses a name that the caller already uses. */
export async function createSavedSearch(
  tx: Tx,
  caller: Caller,
  accountId: number,
  given: Pick<SavedSearchInput, "name" | "criteria"> & Partial<SavedSearchInput>,
  now: Date,
): Promise<SavedSearch> {
  const { criteria, columns: shown = null, sort = "leadId", shared = false } = given;
  const name = given.name.trim();
  if (shared) requireRole(caller, accountId, "manager");
  requireReadable(caller, accountId, given);
  requireSmallJson(criteria, "criteria");
  await requireQuota(tx, caller.userId, "savedSearches");
  const made = await refuseTakenName(
    name,
    tx.one<SavedSearch>(sql`
      insert into saved_search (account_id, user_id, user_name, name, criteria, columns, sort, shared, created_at, changed_at)
      values (${accountId}, ${caller.userId}, ${caller.name}, ${name}, ${JSON.stringify(criteria)}, ${shown}, ${sort}, ${shared}, ${now}, ${now})
      returning ${columns}
    `),
  );
  await audit(tx, caller, accountId, "CREATE", undefined, made);
  return made;
}

/**
 * Changes the given fields. Only administrators may change a search shared by somebody else; only managers may share a
 * search or stop sharing it.
 */
export async function changeSavedSearch(
  tx: Tx,
  caller: Caller,
  accountId: number,
  id: number,
  given: Partial<SavedSearchInput>,
  now: Date,
): Promise<SavedSearch> {
  const before = await findChangeable(tx, caller, accountId, id);
  const {
    criteria = before.criteria,
    columns: shown = before.columns,
    sort = before.sort,
    shared = before.shared,
  } = given;
  if (given.criteria) requireSmallJson(criteria, "criteria");
  const name = given.name?.trim() ?? before.name;
  if (shared !== before.shared) requireRole(caller, accountId, "manager");
  requireReadable(caller, accountId, given);
  const after = await refuseTakenName(
    name,
    tx.one<SavedSearch>(sql`
      update saved_search set name = ${name}, criteria = ${JSON.stringify(criteria)}, columns = ${shown}, sort = ${sort},
        shared = ${shared}, changed_at = ${now}
      where account_id = ${accountId} and saved_search_id = ${id}
      returning ${columns}
    `),
  );
  await audit(tx, caller, accountId, "UPDATE", before, after);
  return after;
}

/** Deletes one of the caller's searches; administrators may also delete shared searches of others. */
export async function deleteSavedSearch(tx: Tx, caller: Caller, accountId: number, id: number): Promise<void> {
  const before = await findChangeable(tx, caller, accountId, id);
  await tx.execute(sql`delete from saved_search where account_id = ${accountId} and saved_search_id = ${id}`);
  await audit(tx, caller, accountId, "DELETE", before, undefined);
}

const visibleTo = (caller: Caller, accountId: number) =>
  sql`account_id = ${accountId} and (shared or user_id = ${caller.userId})`;

async function findVisible(tx: Tx, caller: Caller, accountId: number, id: number, lock: Sql): Promise<SavedSearch> {
  const found = await tx.maybe<SavedSearch>(sql`
    select ${columns} from saved_search where ${visibleTo(caller, accountId)} and saved_search_id = ${id} ${lock}
  `);
  if (!found) throw refuse("NOT_FOUND", { what: "saved search", id });
  return found;
}

async function findChangeable(tx: Tx, caller: Caller, accountId: number, id: number): Promise<SavedSearch> {
  const found = await findVisible(tx, caller, accountId, id, sql`for update`);
  if (found.userId !== caller.userId) requireRole(caller, accountId, "admin");
  return found;
}

/** Refuses criteria that a search would refuse. */
function requireReadable(caller: Caller, accountId: number, { criteria = {} }: Partial<SavedSearchInput>): void {
  searchCondition(criteria, scopeFor(caller, accountId));
}

function refuseTakenName(name: string, statement: Promise<SavedSearch>): Promise<SavedSearch> {
  const reason = "already exists; choose another name";
  return refuseOnViolation(statement, "saved_search_name", () =>
    refuse("CONFLICT", { what: "Saved search", id: JSON.stringify(name), reason }),
  );
}

async function audit(
  tx: Tx,
  caller: Caller,
  accountId: number,
  type: "CREATE" | "UPDATE" | "DELETE",
  before: SavedSearch | undefined,
  after: SavedSearch | undefined,
): Promise<void> {
  const { savedSearchId: id, name: description } = (after ?? before) as SavedSearch;
  await recordAudit(tx, caller, accountId, {
    type,
    entity: "SavedSearch",
    id,
    description,
    ...(before ? { before: auditedFields(before) } : {}),
    ...(after ? { after: auditedFields(after) } : {}),
  });
}

const auditedFields = ({ name, criteria, columns: shown, sort, shared }: SavedSearch) => ({
  name,
  criteria,
  columns: shown,
  sort,
  shared,
});
