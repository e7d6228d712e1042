import type { Tx } from "../db/database.ts";
import { limitTo, type Page } from "../db/page.ts";
import { type Sql, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { parsePhone } from "../geography/phones.ts";
import { countryIdOf } from "../geography/regions.ts";

/** A person not to be called: a phone (E.164), an external id, or both. */
export interface DncEntry {
  dncEntryId: number;
  phone: string | null;
  externId: string | null;
  countryId: string;
  /** 0: the global tag. */
  dncTagId: number;
  dncTagLabel: string;
  reason: string;
  addedBy: string;
  addedAt: Date;
  /** When the entry stops counting; null: never. */
  expiresAt: Date | null;
}

export const expiries = ["NEVER", "AHEAD", "PAST"] as const;

/** Criteria for entries; absent ones match all. `text` matches a part of the reason or of who added it. */
export interface DncEntryFilter {
  dncEntryId?: number | undefined;
  phone?: string | undefined;
  externId?: string | undefined;
  countryId?: string | undefined;
  dncTagIds?: number[] | undefined;
  text?: string | undefined;
  addedFrom?: Date | undefined;
  addedTo?: Date | undefined;
  /** Entries that never expire, that are yet to expire, or that have expired, as of `now`. */
  expiry?: { kind: (typeof expiries)[number]; now: Date } | undefined;
  newestFirst?: boolean | undefined;
  /** Only entries after this id in the requested order. */
  after?: number | undefined;
}

/** Selects entries with their tags' labels from `table`, either dnc_entry or rows that a statement returned from it. */
export function entriesFrom(table: Sql): Sql {
  return sql`
    select dnc_entry_id as "dncEntryId", phone, extern_id as "externId", country_id as "countryId",
      dnc_entry.dnc_tag_id as "dncTagId", coalesce(tag_label, 'GLOBAL') as "dncTagLabel", reason, added_by as "addedBy",
      added_at as "addedAt", expires_at as "expiresAt"
    from ${table}
    left join dnc_tag on dnc_tag.account_id = dnc_entry.account_id and dnc_tag.dnc_tag_id = dnc_entry.dnc_tag_id
  `;
}

/** Entries, oldest first by default. */
export function listDncEntries(
  tx: Tx,
  accountId: number,
  filter: DncEntryFilter = {},
  page: Page = {},
): Promise<DncEntry[]> {
  return tx.query<DncEntry>(sql`
    ${entriesFrom(sql`dnc_entry`)} where ${matches(accountId, filter)} 
    order by dnc_entry_id ${filter.newestFirst ? sql`desc` : sql`asc`} ${limitTo(page)}
  `);
}

export async function countDncEntries(tx: Tx, accountId: number, filter: DncEntryFilter): Promise<number> {
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*) as count from dnc_entry where ${matches(accountId, filter)}
  `);
  return count;
}

export async function getDncEntry(tx: Tx, accountId: number, dncEntryId: number): Promise<DncEntry> {
  const [entry] = await listDncEntries(tx, accountId, { dncEntryId });
  if (!entry) throw refuse("NOT_FOUND", { what: "DNC entry", id: dncEntryId });
  return entry;
}

/** The condition on dnc_entry for these criteria. */
export function matches(accountId: number, filter: DncEntryFilter): Sql {
  const { dncEntryId = null, externId = null, dncTagIds = null, text = null } = filter;
  const { addedFrom = null, addedTo = null, after = null } = filter;
  const { kind = null, now = null } = filter.expiry ?? {};
  const countryId = filter.countryId === undefined ? null : (countryIdOf(filter.countryId) ?? filter.countryId);
  const phone = filter.phone === undefined ? null : (parsePhone(filter.phone, countryId ?? "USA") ?? filter.phone);
  return sql`dnc_entry.account_id = ${accountId}
    and (${dncEntryId}::bigint is null or dnc_entry_id = ${dncEntryId})
    and (${phone}::text is null or phone = ${phone})
    and (${externId}::text is null or lower(extern_id) = lower(${externId}))
    and (${countryId}::text is null or country_id = ${countryId})
    and (${dncTagIds}::bigint[] is null or dnc_entry.dnc_tag_id = any (${dncTagIds}::bigint[]))
    and (${text}::text is null or position(lower(${text}) in lower(reason || ' ' || added_by)) > 0)
    and (${addedFrom}::timestamptz is null or added_at >= ${addedFrom})
    and (${addedTo}::timestamptz is null or added_at <= ${addedTo})
    and (${kind}::text is null
      or case ${kind} when 'NEVER' then expires_at is null when 'AHEAD' then expires_at > ${now} else expires_at <= ${now} end)
    and (${after}::bigint is null or dnc_entry_id ${filter.newestFirst ? sql`<` : sql`>`} ${after})`;
}
