import { recordAudit } from "../accounts/audit/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Tx } from "../db/database.ts";
import type { DncEntry } from "./find-dnc-entries.ts";

/** Writes one audit row per request: the entry itself, or the number of entries and the first hundred. */
export async function auditEntries(
  tx: Tx,
  caller: Caller,
  accountId: number,
  type: "CREATE" | "DELETE",
  entries: DncEntry[],
): Promise<void> {
  const [first, ...others] = entries;
  if (!first) return;
  const one = others.length === 0;
  const image = one ? first : { count: entries.length, first: entries.slice(0, 100) };
  await recordAudit(tx, caller, accountId, {
    type,
    entity: "DncEntry",
    id: first.dncEntryId,
    description: one ? (first.phone ?? (first.externId as string)) : `${entries.length} entries`,
    ...(type === "CREATE" ? { after: image } : { before: image }),
  });
}
