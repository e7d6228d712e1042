import { recordAudit } from "../accounts/audit/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import type { DncEntryInput } from "./add-dnc-entries.ts";
import { auditEntries } from "./audit-entries.ts";
import { type DncEntry, type DncEntryFilter, entriesFrom, getDncEntry, matches } from "./find-dnc-entries.ts";
import { requeueLeads } from "./requeue-leads.ts";

/** Changes an entry's reason or expiry. */
export async function updateDncEntry(
  tx: Tx,
  caller: Caller,
  accountId: number,
  dncEntryId: number,
  given: Pick<DncEntryInput, "reason" | "expiresAt">,
): Promise<DncEntry> {
  const before = await getDncEntry(tx, accountId, dncEntryId);
  const { reason = before.reason, expiresAt = before.expiresAt } = given;
  await tx.execute(sql`
    update dnc_entry set reason = ${reason}, expires_at = ${expiresAt}
    where account_id = ${accountId} and dnc_entry_id = ${dncEntryId}
  `);
  const after = await getDncEntry(tx, accountId, dncEntryId);
  await requeueLeads(tx, accountId, [after]);
  const description = after.phone ?? (after.externId as string);
  await recordAudit(tx, caller, accountId, {
    type: "UPDATE",
    entity: "DncEntry",
    id: dncEntryId,
    description,
    before,
    after,
  });
  return after;
}

/** Deletes all matching entries, and returns how many. */
export async function deleteDncEntries(
  tx: Tx,
  caller: Caller,
  accountId: number,
  sought: DncEntryFilter,
): Promise<number> {
  const deleted = await tx.query<DncEntry>(sql`
    with deleted as (delete from dnc_entry where ${matches(accountId, sought)} returning *)
    ${entriesFrom(sql`deleted as dnc_entry`)}
    order by dnc_entry_id
  `);
  await requeueLeads(tx, accountId, deleted);
  await auditEntries(tx, caller, accountId, "DELETE", deleted);
  return deleted.length;
}
