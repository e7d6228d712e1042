import { recordAudit } from "../accounts/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import { shown } from "../check.ts";
import type { Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { type Page, paged } from "../page.ts";
import { parsePhone } from "../phones.ts";
import { countryIdOf } from "../regions.ts";
import { getDncTag } from "./dnc-tags.ts";

/** A person not to be called: a phone (E.164), an external id, or both. */
export interface DncEntry {
  dncEntryId: number;
  phone: string | null;
  externId: string | null;
  countryId: string;
  /** 0: global */
  dncTagId: number;
  dncTagLabel: string;
  reason: string;
  addedBy: string;
  addedAt: Date;
  /** From then on the entry counts no more; null: for good. */
  expiresAt: Date | null;
}

/** An entry to be added; the phone as people write it, read as dialed in the country. */
export interface GivenEntry {
  phone?: string;
  externId?: string;
  countryId?: string;
  dncTagId?: number;
  reason?: string;
  expiresAt?: Date | null;
}

/** What entries are looked for by; absent: any. `text` stands somewhere in the reason or who added it. */
export interface Sought {
  dncEntryId?: number;
  phone?: string;
  externId?: string;
  countryId?: string;
  dncTagIds?: number[];
  text?: string;
  addedFrom?: Date;
  addedTo?: Date;
  /** Entries behind this one. */
  after?: number;
}

const columns = sql`dnc_entry_id as "dncEntryId", phone, extern_id as "externId", country_id as "countryId",
  dnc_entry.dnc_tag_id as "dncTagId", coalesce(tag_label, 'GLOBAL') as "dncTagLabel", reason, added_by as "addedBy",
  added_at as "addedAt", expires_at as "expiresAt"`;

const found = sql`
  select ${columns} from dnc_entry
  left join dnc_tag on dnc_tag.account_id = dnc_entry.account_id and dnc_tag.dnc_tag_id = dnc_entry.dnc_tag_id
`;

/** Entries, oldest first. */
export function listDncEntries(tx: Tx, accountId: number, sought: Sought = {}, page: Page = {}): Promise<DncEntry[]> {
  return tx.query<DncEntry>(sql`${found} where ${matches(accountId, sought)} order by dnc_entry_id ${paged(page)}`);
}

export async function countDncEntries(tx: Tx, accountId: number, sought: Sought): Promise<number> {
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*) as count from dnc_entry where ${matches(accountId, sought)}
  `);
  return count;
}

export async function getDncEntry(tx: Tx, accountId: number, dncEntryId: number): Promise<DncEntry> {
  const [entry] = await listDncEntries(tx, accountId, { dncEntryId });
  if (!entry) throw refuse("NOT_FOUND", { what: "DNC entry", id: dncEntryId });
  return entry;
}

/**
 * Adds entries, in the order given. One that is there already, by phone and tag, or by external id and tag where it has no phone, takes
 * the new reason and expiry. Refuses the whole request for one bad phone or tag.
 */
export async function addDncEntries(
  tx: Tx,
  caller: Caller,
  accountId: number,
  given: GivenEntry[],
  now: Date,
): Promise<DncEntry[]> {
  const entries = given.map((entry, i) => checked(entry, given.length > 1 ? `${i}.` : ""));
  for (const dncTagId of new Set(entries.map((entry) => entry.dncTagId))) await getDncTag(tx, accountId, dncTagId);
  const withPhone = latest(entries.filter((entry) => entry.phone !== null));
  const withoutPhone = latest(entries.filter((entry) => entry.phone === null));
  const added = [
    ...(await upsert(
      tx,
      caller,
      accountId,
      withPhone,
      now,
      sql`(account_id, phone, dnc_tag_id) where phone is not null`,
    )),
    ...(await upsert(
      tx,
      caller,
      accountId,
      withoutPhone,
      now,
      sql`(account_id, extern_id, dnc_tag_id) where extern_id is not null and phone is null`,
    )),
  ];
  const ids = new Map(added.map((entry) => [keyOf(entry), entry]));
  const inOrder = [...new Set(entries.map((entry) => ids.get(keyOf(entry)) as DncEntry))];
  await auditMany(tx, caller, accountId, "CREATE", inOrder);
  return inOrder;
}

export async function updateDncEntry(
  tx: Tx,
  caller: Caller,
  accountId: number,
  dncEntryId: number,
  given: Pick<GivenEntry, "reason" | "expiresAt">,
): Promise<DncEntry> {
  const before = await getDncEntry(tx, accountId, dncEntryId);
  const { reason = before.reason, expiresAt = before.expiresAt } = given;
  await tx.execute(sql`
    update dnc_entry set reason = ${reason}, expires_at = ${expiresAt}
    where account_id = ${accountId} and dnc_entry_id = ${dncEntryId}
  `);
  const after = await getDncEntry(tx, accountId, dncEntryId);
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

/** Deletes all entries that are sought, and says how many. */
export async function deleteDncEntries(tx: Tx, caller: Caller, accountId: number, sought: Sought): Promise<number> {
  const deleted = await tx.query<DncEntry>(sql`
    with deleted as (delete from dnc_entry where ${matches(accountId, sought)} returning *)
    select ${columns} from deleted as dnc_entry
    left join dnc_tag on dnc_tag.account_id = dnc_entry.account_id and dnc_tag.dnc_tag_id = dnc_entry.dnc_tag_id
    order by dnc_entry_id
  `);
  await auditMany(tx, caller, accountId, "DELETE", deleted);
  return deleted.length;
}

type Entry = Required<Omit<DncEntry, "dncEntryId" | "dncTagLabel" | "addedBy" | "addedAt">>;

function checked(given: GivenEntry, path: string): Entry {
  const { dncTagId = 0, reason = "", expiresAt = null } = given;
  const countryId = countryIdOf(given.countryId ?? "USA");
  if (countryId === undefined)
    throw refuse("INVALID_FIELD", {
      field: `${path}countryId`,
      got: shown(given.countryId),
      takes: "a country such as USA",
    });
  const externId = given.externId?.trim() || null;
  if (!given.phone?.trim() && externId === null)
    throw refuse("MISSING_FIELD", { field: `${path}phone`, takes: "a phone number, unless there is an externId" });
  const phone = given.phone?.trim() ? parsePhone(given.phone, countryId) : null;
  if (phone === undefined)
    throw refuse("INVALID_FIELD", {
      field: `${path}phone`,
      got: shown(given.phone),
      takes: `a phone number that exists in ${countryId}, or one with + and its country code`,
    });
  return { phone, externId, countryId, dncTagId, reason, expiresAt };
}

const keyOf = (entry: Pick<DncEntry, "phone" | "externId" | "dncTagId">) =>
  JSON.stringify([entry.phone ?? entry.externId, entry.phone !== null, entry.dncTagId]);

/** The last of those that are the same entry. */
function latest(entries: Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [keyOf(entry), entry])).values()];
}

async function upsert(
  tx: Tx,
  caller: Caller,
  accountId: number,
  entries: Entry[],
  now: Date,
  unique: Sql,
): Promise<DncEntry[]> {
  if (entries.length === 0) return [];
  return tx.query<DncEntry>(sql`
    with added as (
      insert into dnc_entry (account_id, phone, extern_id, country_id, dnc_tag_id, reason, expires_at, added_by, added_at)
      select ${accountId}, phone, "externId", "countryId", "dncTagId", reason, "expiresAt", ${caller.name}, ${now}
      from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
        as entry (phone text, "externId" text, "countryId" text, "dncTagId" bigint, reason text, "expiresAt" timestamptz)
      on conflict ${unique} do update set reason = excluded.reason, expires_at = excluded.expires_at,
        extern_id = coalesce(excluded.extern_id, dnc_entry.extern_id), action_id = null
      returning *
    )
    select ${columns} from added as dnc_entry
    left join dnc_tag on dnc_tag.account_id = dnc_entry.account_id and dnc_tag.dnc_tag_id = dnc_entry.dnc_tag_id
  `);
}

function matches(accountId: number, sought: Sought): Sql {
  const { dncEntryId = null, externId = null, dncTagIds = null, text = null } = sought;
  const { addedFrom = null, addedTo = null, after = null } = sought;
  const countryId = sought.countryId === undefined ? null : (countryIdOf(sought.countryId) ?? sought.countryId);
  const phone = sought.phone === undefined ? null : (parsePhone(sought.phone, countryId ?? "USA") ?? sought.phone);
  return sql`dnc_entry.account_id = ${accountId}
    and (${dncEntryId}::bigint is null or dnc_entry_id = ${dncEntryId})
    and (${phone}::text is null or phone = ${phone})
    and (${externId}::text is null or extern_id = ${externId})
    and (${countryId}::text is null or country_id = ${countryId})
    and (${dncTagIds}::bigint[] is null or dnc_entry.dnc_tag_id = any (${dncTagIds}::bigint[]))
    and (${text}::text is null or position(lower(${text}) in lower(reason || ' ' || added_by)) > 0)
    and (${addedFrom}::timestamptz is null or added_at >= ${addedFrom})
    and (${addedTo}::timestamptz is null or added_at <= ${addedTo})
    and (${after}::bigint is null or dnc_entry_id > ${after})`;
}

/** One audit row a request: the entry itself, or how many there were and the first hundred. */
async function auditMany(
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
