import type { Caller } from "../accounts/caller.ts";
import type { Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { parsePhone } from "../geography/phones.ts";
import { countryIdOf } from "../geography/regions.ts";
import { mapInTurns } from "../map-in-turns.ts";
import { shown } from "../validation/check.ts";
import { auditEntries } from "./audit-entries.ts";
import { getDncTag } from "./dnc-tags.ts";
import { type DncEntry, entriesFrom } from "./find-dnc-entries.ts";
import { requeueLeads } from "./requeue-leads.ts";

/** An entry to add. The phone may be in any notation; a number without a country code is read as one of the country. */
export interface DncEntryInput {
  phone?: string | undefined;
  externId?: string | undefined;
  countryId?: string | undefined;
  dncTagId?: number | undefined;
  reason?: string | undefined;
  expiresAt?: Date | null | undefined;
}

/**
 * Adds entries, and returns them in the order given. An existing entry, with the same tag and the same phone, or
 * without a phone the same external id in any case, takes the new reason and expiry. One invalid phone or tag refuses
 * the whole request.
 */
export async function addDncEntries(
  tx: Tx,
  caller: Caller,
  accountId: number,
  given: DncEntryInput[],
  now: Date,
): Promise<DncEntry[]> {
  const entries = await mapInTurns(given, (entry, i) => checkEntry(entry, given.length > 1 ? `${i}.` : ""));
  for (const dncTagId of new Set(entries.map((entry) => entry.dncTagId))) await getDncTag(tx, accountId, dncTagId);
  const byKey = new Map(await mapInTurns(entries, (entry) => [keyOf(entry), entry] as const));
  const distinct = [...byKey.values()];
  const added = [
    ...(await upsert(
      tx,
      caller,
      accountId,
      distinct.filter((entry) => entry.phone !== null),
      now,
      sql`(account_id, phone, dnc_tag_id) where phone is not null`,
    )),
    ...(await upsert(
      tx,
      caller,
      accountId,
      distinct.filter((entry) => entry.phone === null),
      now,
      sql`(account_id, lower(extern_id), dnc_tag_id) where extern_id is not null and phone is null`,
    )),
  ];
  // An entry that expires now may have been permanent before, and have kept its leads out of the queue.
  await requeueLeads(
    tx,
    accountId,
    added.filter(({ expiresAt }) => expiresAt !== null),
  );
  const ids = new Map(await mapInTurns(added, (entry) => [keyOf(entry), entry] as const));
  const inOrder = [...new Set(await mapInTurns(entries, (entry) => ids.get(keyOf(entry)) as DncEntry))];
  await auditEntries(tx, caller, accountId, "CREATE", inOrder);
  return inOrder;
}

type Entry = Required<Omit<DncEntry, "dncEntryId" | "dncTagLabel" | "addedBy" | "addedAt">>;

function checkEntry(given: DncEntryInput, path: string): Entry {
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
    throw refuse("MISSING_FIELD", { field: `${path}phone`, takes: "a phone number, unless externId is set" });
  const phone = given.phone?.trim() ? parsePhone(given.phone, countryId) : null;
  if (phone === undefined)
    throw refuse("INVALID_FIELD", {
      field: `${path}phone`,
      got: shown(given.phone),
      takes: `a valid phone number in ${countryId}, or one with + and its country code`,
    });
  return { phone, externId, countryId, dncTagId, reason, expiresAt };
}

// External ids ignore case.
const keyOf = (entry: Pick<DncEntry, "phone" | "externId" | "dncTagId">) =>
  JSON.stringify([entry.phone ?? entry.externId?.toLowerCase(), entry.phone !== null, entry.dncTagId]);

// One statement for a file of 200,000 numbers would hold up other requests for 200 ms, while its JSON is made.
const entriesPerStatement = 5000;

async function upsert(
  tx: Tx,
  caller: Caller,
  accountId: number,
  entries: Entry[],
  now: Date,
  unique: Sql,
): Promise<DncEntry[]> {
  const added: DncEntry[] = [];
  for (let first = 0; first < entries.length; first += entriesPerStatement) {
    const some = entries.slice(first, first + entriesPerStatement);
    for (const entry of await upsertSome(tx, caller, accountId, some, now, unique)) added.push(entry);
  }
  return added;
}

function upsertSome(
  tx: Tx,
  caller: Caller,
  accountId: number,
  entries: Entry[],
  now: Date,
  unique: Sql,
): Promise<DncEntry[]> {
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
    ${entriesFrom(sql`added as dnc_entry`)}
  `);
}
