import { recordAudit } from "../accounts/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import { shown } from "../check.ts";
import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { parsePhone } from "../phones.ts";
import { countryIdOf } from "../regions.ts";
import { getDncTag } from "./dnc-tags.ts";
import { requeueLeads } from "./requeue-leads.ts";

/** What holds for all numbers of a file. */
export interface ForAll {
  dncTagId?: number | undefined;
  /** In which numbers without + are read as dialed; absent: the USA. */
  countryId?: string | undefined;
  reason?: string | undefined;
  expiresAt?: Date | null | undefined;
}

export interface AddedNumbers {
  /** Texts of the file that are not blank. */
  supplied: number;
  /** Entries that are new, or have the new reason and expiry. */
  added: number;
  rejectedCount: number;
  /** The first texts that are no phone number. */
  rejected: string[];
}

const rejectedShown = 1000;
const auditedNumbers = 100;

/**
 * Adds a file of phone numbers, some texts at a time: a million take as much memory as a thousand. All or none, and the same again changes nothing, so a
 * request that broke off is simply sent again.
 */
export async function addDncNumbers(
  tx: Tx,
  caller: Caller,
  accountId: number,
  texts: AsyncIterable<string[]>,
  { dncTagId = 0, countryId: wanted = "USA", reason = "", expiresAt = null }: ForAll,
  now: Date,
): Promise<AddedNumbers> {
  const countryId = countryIdOf(wanted);
  if (countryId === undefined)
    throw refuse("INVALID_FIELD", { field: "countryId", got: shown(wanted), takes: "a country such as USA" });
  await getDncTag(tx, accountId, dncTagId);
  const result: AddedNumbers = { supplied: 0, added: 0, rejectedCount: 0, rejected: [] };
  const first: { dncEntryId: number; phone: string }[] = [];
  for await (const some of texts) {
    const phones = new Set<string>();
    for (const text of some) {
      const phone = parsePhone(text, countryId);
      if (phone !== undefined) phones.add(phone);
      else if (++result.rejectedCount <= rejectedShown) result.rejected.push(text.slice(0, 100));
    }
    result.supplied += some.length;
    // Sorted, so that two files at once take the same rows in the same order. What this transaction has written already is left and not counted.
    const added = await tx.query<{ dncEntryId: number; phone: string }>(sql`
      insert into dnc_entry (account_id, phone, country_id, dnc_tag_id, reason, expires_at, added_by, added_at)
      select ${accountId}, phone, ${countryId}, ${dncTagId}, ${reason}, ${expiresAt}, ${caller.name}, ${now}
      from unnest(${[...phones].sort()}::text[]) as phone
      on conflict (account_id, phone, dnc_tag_id) where phone is not null
      do update set reason = excluded.reason, expires_at = excluded.expires_at, action_id = null
        where dnc_entry.xmin <> pg_current_xact_id()::xid
      returning dnc_entry_id as "dncEntryId", phone
    `);
    // One that was to stand longer, or for ever, may have kept its leads out of the queue.
    if (expiresAt !== null)
      await requeueLeads(
        tx,
        accountId,
        added.map(({ phone }) => ({ phone, externId: null })),
      );
    result.added += added.length;
    first.push(...added.slice(0, auditedNumbers - first.length));
  }
  if (first[0])
    await recordAudit(tx, caller, accountId, {
      type: "CREATE",
      entity: "DncEntry",
      id: first[0].dncEntryId,
      description: `${result.added} entries of a file`,
      after: { count: result.added, dncTagId, countryId, reason, expiresAt, first },
    });
  return result;
}
