import { recordAudit } from "../accounts/audit/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import { requireQuota } from "../accounts/quotas.ts";
import type { Tx } from "../db/database.ts";
import { limitTo, type Page } from "../db/page.ts";
import { type Sql, sql } from "../db/sql.ts";
import { queueChanged } from "../dial-queue/queue-changed.ts";
import { refuse } from "../errors.ts";
import {
  dialingEffect,
  type FieldInput,
  insertColumns,
  type Settings,
  selectList,
  updateAssignments,
  type Values,
} from "../validation/fields.ts";
import { requireSmallSettings } from "../validation/json-size.ts";
import { dialGroupFields } from "./dial-group-fields.ts";

/** A dial group with all its settings; those that the engine doesn't know are kept in `settings`. */
export interface DialGroup extends Values<typeof dialGroupFields> {
  dialGroupId: number;
  createdAt: Date;
  settings: Settings;
}

const columns = sql`dial_group_id as "dialGroupId", created_at as "createdAt", settings, ${selectList(dialGroupFields, "dial_group")}`;

/** The dial groups of an account, oldest first. */
export function listDialGroups(tx: Tx, accountId: number, page: Page = {}): Promise<DialGroup[]> {
  return tx.query<DialGroup>(sql`
    select ${columns} from dial_group where account_id = ${accountId} order by dial_group_id ${limitTo(page)}
  `);
}

export function getDialGroup(tx: Tx, accountId: number, dialGroupId: number): Promise<DialGroup> {
  return lockDialGroup(tx, accountId, dialGroupId, sql``);
}

export async function createDialGroup(
  tx: Tx,
  caller: Caller,
  accountId: number,
  given: FieldInput<typeof dialGroupFields>,
): Promise<DialGroup> {
  requireSmallSettings(given.settings);
  await requireQuota(tx, accountId, "dialGroups");
  const fields = insertColumns(dialGroupFields, given.values);
  const made = await tx.one<DialGroup>(sql`
    insert into dial_group (account_id, settings ${fields.columns})
    values (${accountId}, ${JSON.stringify(given.settings)} ${fields.values})
    returning ${columns}
  `);
  await audit(tx, caller, accountId, "CREATE", undefined, made);
  return made;
}

export async function updateDialGroup(
  tx: Tx,
  caller: Caller,
  accountId: number,
  dialGroupId: number,
  given: FieldInput<typeof dialGroupFields>,
): Promise<DialGroup> {
  const before = await lockDialGroup(tx, accountId, dialGroupId, sql`for no key update`);
  const after = await tx.one<DialGroup>(sql`
    update dial_group set settings = settings || ${JSON.stringify(given.settings)}::jsonb ${updateAssignments(dialGroupFields, given.values)}
    where account_id = ${accountId} and dial_group_id = ${dialGroupId}
    returning ${columns}
  `);
  requireSmallSettings(after.settings, before.settings);
  await queueChanged(
    tx,
    accountId,
    dialingEffect(dialGroupFields, before, after),
    sql`campaign_id in (select campaign_id from campaign where account_id = ${accountId} and dial_group_id = ${dialGroupId})`,
  );
  await audit(tx, caller, accountId, "UPDATE", before, after);
  return after;
}

/** Deletes a dial group; refuses while it has campaigns. */
export async function deleteDialGroup(tx: Tx, caller: Caller, accountId: number, dialGroupId: number): Promise<void> {
  const before = await lockDialGroup(tx, accountId, dialGroupId, sql`for update`);
  const campaign = await tx.maybe<{ id: number }>(sql`
    select campaign_id as id from campaign where account_id = ${accountId} and dial_group_id = ${dialGroupId} limit 1
  `);
  if (campaign) {
    const reason = `still has campaign ${campaign.id}; delete its campaigns or move them to another dial group first`;
    throw refuse("CONFLICT", { what: "Dial group", id: dialGroupId, reason });
  }
  await tx.execute(sql`delete from dial_group where account_id = ${accountId} and dial_group_id = ${dialGroupId}`);
  await audit(tx, caller, accountId, "DELETE", before, undefined);
}

/** Reads a dial group; `lock` is the locking clause of the query, or empty. */
export async function lockDialGroup(tx: Tx, accountId: number, dialGroupId: number, lock: Sql): Promise<DialGroup> {
  const found = await tx.maybe<DialGroup>(sql`
    select ${columns} from dial_group where account_id = ${accountId} and dial_group_id = ${dialGroupId} ${lock}
  `);
  if (!found) throw refuse("NOT_FOUND", { what: "dial group", id: dialGroupId });
  return found;
}

async function audit(
  tx: Tx,
  caller: Caller,
  accountId: number,
  type: "CREATE" | "UPDATE" | "DELETE",
  before: DialGroup | undefined,
  after: DialGroup | undefined,
): Promise<void> {
  const { dialGroupId: id, dialGroupName: description } = (after ?? before) as DialGroup;
  await recordAudit(tx, caller, accountId, { type, entity: "DialGroup", id, description, before, after });
}
