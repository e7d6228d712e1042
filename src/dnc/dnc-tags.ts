import { recordAudit } from "../accounts/audit/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import { requireQuota } from "../accounts/quotas.ts";
import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { refuseOnViolation } from "../db/violation.ts";
import { refuse } from "../errors.ts";

/** A named part of the account's do-not-call list. */
export interface DncTag {
  dncTagId: number;
  dncTagLabel: string;
}

/** The tag of all entries without another tag. Every account has it, and nobody can change it. */
const globalTag: DncTag = { dncTagId: 0, dncTagLabel: "GLOBAL" };

const columns = sql`dnc_tag_id as "dncTagId", tag_label as "dncTagLabel"`;

/** The tags of an account, the global one first. */
export async function listDncTags(tx: Tx, accountId: number): Promise<DncTag[]> {
  const own = await tx.query<DncTag>(sql`
    select ${columns} from dnc_tag where account_id = ${accountId} order by dnc_tag_id
  `);
  return [globalTag, ...own];
}

/** The number of entries per tag id; leaves out tags without entries. */
export async function countByTag(tx: Tx, accountId: number): Promise<Map<number, number>> {
  const rows = await tx.query<{ dncTagId: number; count: number }>(sql`
    select dnc_tag_id as "dncTagId", count(*) as count from dnc_entry where account_id = ${accountId} group by dnc_tag_id
  `);
  return new Map(rows.map(({ dncTagId, count }) => [dncTagId, count]));
}

export async function getDncTag(tx: Tx, accountId: number, dncTagId: number): Promise<DncTag> {
  if (dncTagId === globalTag.dncTagId) return globalTag;
  const tag = await tx.maybe<DncTag>(sql`
    select ${columns} from dnc_tag where account_id = ${accountId} and dnc_tag_id = ${dncTagId} for key share
  `);
  if (!tag) throw refuse("NOT_FOUND", { what: "DNC tag", id: dncTagId });
  return tag;
}

/** The tag with that label, ignoring case. */
export async function dncTagByLabel(tx: Tx, accountId: number, label: string): Promise<DncTag> {
  if (label.trim().toUpperCase() === globalTag.dncTagLabel) return globalTag;
  const tag = await tx.maybe<DncTag>(sql`
    select ${columns} from dnc_tag where account_id = ${accountId} and lower(tag_label) = lower(${label.trim()}) for key share
  `);
  if (!tag) throw refuse("NOT_FOUND", { what: "DNC tag", id: label });
  return tag;
}

export async function createDncTag(tx: Tx, caller: Caller, accountId: number, label: string): Promise<DncTag> {
  await requireQuota(tx, accountId, "dncTags");
  const after = await requireUniqueLabel(label, (trimmed) =>
    tx.one<DncTag>(sql`
      insert into dnc_tag (account_id, tag_label) values (${accountId}, ${trimmed}) returning ${columns}
    `),
  );
  await audit(tx, caller, accountId, "CREATE", undefined, after);
  return after;
}

export async function renameDncTag(
  tx: Tx,
  caller: Caller,
  accountId: number,
  dncTagId: number,
  label: string,
): Promise<DncTag> {
  refuseGlobal(dncTagId);
  const before = await getDncTag(tx, accountId, dncTagId);
  const after = await requireUniqueLabel(label, (trimmed) =>
    tx.one<DncTag>(sql`
      update dnc_tag set tag_label = ${trimmed}
      where account_id = ${accountId} and dnc_tag_id = ${dncTagId} returning ${columns}
    `),
  );
  await audit(tx, caller, accountId, "UPDATE", before, after);
  return after;
}

/** Deletes a tag. Refuses while entries have it, since their people would silently be dialed again. */
export async function deleteDncTag(tx: Tx, caller: Caller, accountId: number, dncTagId: number): Promise<void> {
  refuseGlobal(dncTagId);
  const before = await tx.maybe<DncTag>(sql`
    select ${columns} from dnc_tag where account_id = ${accountId} and dnc_tag_id = ${dncTagId} for update
  `);
  if (!before) throw refuse("NOT_FOUND", { what: "DNC tag", id: dncTagId });
  const { used } = await tx.one<{ used: boolean }>(sql`
    select exists (select from dnc_entry where account_id = ${accountId} and dnc_tag_id = ${dncTagId}) as used
  `);
  if (used) {
    const reason = "still has entries; delete them first (on the wire: DELETE dncLists/tags/{dncTagId})";
    throw refuse("CONFLICT", { what: "DNC tag", id: dncTagId, reason });
  }
  await tx.execute(sql`delete from dnc_tag where account_id = ${accountId} and dnc_tag_id = ${dncTagId}`);
  await audit(tx, caller, accountId, "DELETE", before, undefined);
}

function refuseGlobal(dncTagId: number): void {
  const reason = "is the global tag, which every account has and nobody can change";
  if (dncTagId === globalTag.dncTagId) throw refuse("CONFLICT", { what: "DNC tag", id: 0, reason });
}

async function requireUniqueLabel(label: string, statement: (label: string) => Promise<DncTag>): Promise<DncTag> {
  const taken = () =>
    refuse("CONFLICT", { what: "DNC tag", id: label, reason: "exists already; choose another label" });
  const trimmed = label.trim();
  if (trimmed.toUpperCase() === globalTag.dncTagLabel) throw taken();
  return refuseOnViolation(statement(trimmed), "dnc_tag_label", taken);
}

async function audit(
  tx: Tx,
  caller: Caller,
  accountId: number,
  type: "CREATE" | "UPDATE" | "DELETE",
  before: DncTag | undefined,
  after: DncTag | undefined,
): Promise<void> {
  const { dncTagId: id, dncTagLabel: description } = (after ?? before) as DncTag;
  await recordAudit(tx, caller, accountId, { type, entity: "DncTag", id, description, before, after });
}
