import type { Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import { touchOf } from "./catalogue.ts";
import { type ActionRecord, readAction } from "./engine/action-record.ts";
import { entriesBetween } from "./engine/journal.ts";
import { loadAction } from "./files/load-action.ts";
import { loadOfAction, ofLoad } from "./files/undo-load.ts";
import { image } from "./history.ts";

export const touchResults = ["CHANGED", "COPIED", "DELETED", "MAILED", "LOADED", "CONFLICT"] as const;
type TouchResult = (typeof touchResults)[number];

/** What an action did to one lead. */
export interface TouchedLead {
  leadId: number;
  result: TouchResult;
  /** Why an undo left it alone: for CONFLICT. */
  reason: string | null;
  /** The columns it touched, by their names in camel case. */
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  /** The copy that was made of it, or that an undo removed. */
  copyLeadId: number | null;
}

export interface TouchedPage {
  result?: TouchResult | undefined;
  /** Only leads with greater ids. */
  after?: number | undefined;
  limit: number;
}

/** The leads an action touched, by lead id, as its journal has them. Refuses ids of actions of others. */
export async function readTouchedLeads(
  tx: Tx,
  accountId: number,
  actionId: number,
  { result, after = 0, limit }: TouchedPage,
): Promise<TouchedLead[]> {
  const record = await readAction(tx, accountId, actionId);
  if (record.action === loadAction && record.settled.loadId === undefined) return [];
  if (record.action === loadAction) return await loadedLeads(tx, accountId, actionId, { result, after, limit });
  const asked = result === undefined ? sql`true` : sql`${resultOf(record)} = ${result}`;
  let leads: TouchedLead[] = [];
  for (let from = after; leads.length < limit; ) {
    const upTo = await endOfNextBatch(tx, record, from, result);
    leads = [
      ...leads,
      ...(await tx.query<TouchedLead>(sql`
        select lead_id as "leadId", ${resultOf(record)} as result, conflict as reason, copy_lead_id as "copyLeadId",
          ${image("before")} as before, ${image("after")} as after
        from (${entriesBetween(accountId, actionId, from, upTo)}) as lead_journal
        where ${asked}
        order by lead_id
        limit ${limit - leads.length}
      `)),
    ];
    if (upTo === null) break;
    from = upTo;
  }
  return leads;
}

/**
 * The last lead id of the first batch of the journal that may have what is asked for beyond that lead; null when there is none. Pages are
 * made of one batch after another, since all of them at once may be millions of leads.
 */
async function endOfNextBatch(
  tx: Tx,
  { accountId, actionId }: ActionRecord,
  after: number,
  result: TouchResult | undefined,
): Promise<number | null> {
  const kinds = result === undefined ? [true, false] : [result === "CONFLICT"];
  const { end } = await tx.one<{ end: number | null }>(sql`
    select min(last_lead_id) as end
    from unnest(${kinds}::boolean[]) as kind (is_conflict)
    cross join lateral (
      select last_lead_id from journal_batch batch
      where batch.account_id = ${accountId} and batch.action_id = ${actionId} and batch.is_conflict = kind.is_conflict
        and batch.last_lead_id > ${after} ${result === undefined ? sql`` : sql`and batch.deleted = ${result === "DELETED"}`}
      order by first_lead_id
      limit 1
    ) as batch
  `);
  return end;
}

/** The leads that a load made and that are still there: they stand in no journal but their own record of where they came from. */
async function loadedLeads(
  tx: Tx,
  accountId: number,
  actionId: number,
  { result, after, limit }: TouchedPage,
): Promise<TouchedLead[]> {
  if (result !== undefined && result !== "LOADED") return [];
  const load = await loadOfAction(tx, accountId, actionId);
  return await tx.query<TouchedLead>(sql`
    select lead_id as "leadId", 'LOADED' as result, null as reason, null as "copyLeadId", '{}'::json as before, '{}'::json as after
    from contact
    where ${ofLoad(load)} and lead_id > ${after ?? 0}
    order by lead_id
    limit ${limit}
  `);
}

function resultOf(record: ActionRecord): Sql {
  // An undo removes copies; undoing that makes them again.
  const copies = record.undoOf === null || record.settled.again === true;
  return sql`(case
    when conflict is not null then 'CONFLICT'
    when deleted then 'DELETED'
    when ${copies} and copy_lead_id is not null then 'COPIED'
    else ${touchOf(record)}
  end)`;
}
