import { recordAudit } from "../accounts/audit/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import type { Values } from "../validation/fields.ts";
import type { campaignFields } from "./campaign-fields.ts";

const fields = ["maxPassesExclude", "maxDailyPassesInclude"] as const;
type DispositionLists = Partial<Pick<Values<typeof campaignFields>, (typeof fields)[number]>>;

/** A name in one of these settings that no pass of the campaign can have, so that it has no effect. */
export interface UnknownDisposition {
  field: (typeof fields)[number];
  name: string;
}

/**
 * The names that are neither a system disposition nor one of the campaign's. A campaign that doesn't exist yet, without
 * an id, has none of its own.
 */
export async function unknownDispositions(
  tx: Tx,
  accountId: number,
  campaignId: number | undefined,
  lists: DispositionLists,
): Promise<UnknownDisposition[]> {
  const named = fields.flatMap((field) => namesOf(lists[field] ?? "").map((name) => ({ field, name })));
  if (named.length === 0) return [];
  const known = await tx.query<{ name: string }>(sql`
    select lower(unnest(enum_range(null::system_disposition))::text) as name
    union
    select lower(disposition_name) from disposition where account_id = ${accountId} and campaign_id = ${campaignId ?? null}
  `);
  const names = new Set(known.map(({ name }) => name));
  return named.filter(({ name }) => !names.has(name.toLowerCase()));
}

/** Refuses unknown dispositions in these settings. */
export async function requireDispositions(
  tx: Tx,
  accountId: number,
  campaignId: number | undefined,
  lists: DispositionLists,
): Promise<void> {
  const [first] = await unknownDispositions(tx, accountId, campaignId, lists);
  if (!first) return;
  throw refuse("INVALID_FIELD", {
    field: first.field,
    got: `${JSON.stringify(lists[first.field])}, but ${JSON.stringify(first.name)} is not a disposition of the campaign`,
    takes: "names of system dispositions, such as BUSY, and of the campaign's dispositions, separated by commas",
  });
}

/** Renames a disposition in the campaign's lists, so that it counts as before. */
export async function renameCountedDisposition(
  tx: Tx,
  caller: Caller,
  accountId: number,
  campaignId: number,
  from: string,
  to: string,
): Promise<void> {
  const campaign = await tx.one<Required<DispositionLists> & { campaignName: string }>(sql`
    select campaign_name as "campaignName", max_passes_exclude as "maxPassesExclude", max_daily_passes_include as "maxDailyPassesInclude"
    from campaign where account_id = ${accountId} and campaign_id = ${campaignId}
    for no key update
  `);
  const { campaignName, ...before } = campaign;
  const renamed = (list: string) =>
    namesOf(list)
      .map((name) => (name.toLowerCase() === from.toLowerCase() ? to : name))
      .join(",");
  const after = { ...before };
  for (const field of fields) {
    const isNamed = namesOf(before[field]).some((name) => name.toLowerCase() === from.toLowerCase());
    if (isNamed) after[field] = renamed(before[field]);
  }
  if (fields.every((field) => after[field] === before[field])) return;
  await tx.execute(sql`
    update campaign set max_passes_exclude = ${after.maxPassesExclude}, max_daily_passes_include = ${after.maxDailyPassesInclude}
    where account_id = ${accountId} and campaign_id = ${campaignId}
  `);
  await recordAudit(tx, caller, accountId, {
    type: "UPDATE",
    entity: "Campaign",
    id: campaignId,
    description: campaignName,
    before,
    after,
  });
}

/** The names of a comma-separated list. */
function namesOf(list: string): string[] {
  return list.split(",").flatMap((name) => name.trim() || []);
}
