import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { shown } from "../../validation/check.ts";
import type { RowResult, RowScreen } from "./load.ts";
import type { Candidate } from "./prepare.ts";
import { refuseBadField } from "./refused.ts";
import { readText } from "./texts.ts";

/**
 * Drops rows on the do-not-call list, unless the campaign's dncScrubOption is DO_NOT_SCRUB. Every claim checks the list
 * again in any case; this only keeps the leads out of the campaign.
 */
export async function withoutListed(
  tx: Tx,
  { accountId, dncTags, now }: RowScreen,
  scrubbed: boolean,
  candidates: Candidate[],
  results: Map<number, RowResult>,
): Promise<Candidate[]> {
  const tagIds = await dncTagIds(tx, accountId, dncTags ?? []);
  if (!scrubbed) return candidates;
  const listed = await listedRows(tx, accountId, candidates, tagIds, now);
  for (const row of listed)
    results.set(row, { row, rejected: "leadPhone or externId is on the do-not-call list.", reason: "DNC" });
  return candidates.filter(({ row }) => !listed.has(row));
}

/**
 * Ids of the do-not-call tags with these labels. Refuses unknown labels, since scrubbing by them would drop nothing.
 */
export async function dncTagIds(tx: Tx, accountId: number, labels: readonly string[]): Promise<number[]> {
  const wanted = refuseBadField(() => labels.flatMap((label) => readText("dncTags", label) ?? []));
  if (wanted.length === 0) return [];
  const tags = await tx.query<{ tagId: number; label: string }>(sql`
    select dnc_tag_id as "tagId", lower(tag_label) as label from dnc_tag
    where account_id = ${accountId} and lower(tag_label) = any (select lower(label) from unnest(${wanted}::text[]) as label)
  `);
  const known = new Set(tags.map(({ label }) => label));
  for (const label of wanted) {
    if (known.has(label.toLowerCase())) continue;
    throw refuse("INVALID_FIELD", {
      field: "dncTags",
      got: shown(label),
      takes: "labels of do-not-call tags of this account",
    });
  }
  return tags.map(({ tagId }) => tagId);
}

/**
 * Numbers of the rows whose phone or external id is on the do-not-call list without a tag or under one of these tags.
 */
async function listedRows(
  tx: Tx,
  accountId: number,
  candidates: readonly Candidate[],
  tagIds: readonly number[],
  now: Date,
): Promise<Set<number>> {
  const phones = candidates.map(({ phone }) => phone);
  const externIds = candidates.flatMap(({ fields }) => fields.contact.extern_id ?? []);
  const entries = await tx.query<{ phone: string | null; externId: string | null }>(sql`
    select wanted.phone, null as "externId"
    from unnest(${phones}::text[]) as wanted (phone)
    cross join lateral (
      select from dnc_entry
      where account_id = ${accountId} and phone = wanted.phone
        and dnc_tag_id = any (array[0] || ${tagIds}::bigint[]) and (expires_at is null or expires_at > ${now})
      offset 0
    ) as listed
    union
    select null, wanted.extern_id
    from unnest(${externIds}::text[]) as wanted (extern_id)
    cross join lateral (
      select from dnc_entry
      where account_id = ${accountId} and lower(extern_id) = lower(wanted.extern_id)
        and dnc_tag_id = any (array[0] || ${tagIds}::bigint[]) and (expires_at is null or expires_at > ${now})
      offset 0
    ) as listed
  `);
  const listedPhones = new Set(entries.map(({ phone }) => phone));
  const listedIds = new Set(entries.map(({ externId }) => externId));
  return new Set(
    candidates
      .filter(({ phone, fields }) => {
        const externId = fields.contact.extern_id;
        return listedPhones.has(phone) || (typeof externId === "string" && listedIds.has(externId));
      })
      .map(({ row }) => row),
  );
}
