import type { Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import { type ActionRecord, readAction } from "./engine/action-record.ts";
import { image } from "./history.ts";
import { loadAction } from "./lead-files/load-action.ts";
import { loadOfAction, ofLoad } from "./lead-files/undo-load.ts";

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
  return await tx.query<TouchedLead>(sql`
    select lead_id as "leadId", ${resultOf(record)} as result, conflict as reason, copy_lead_id as "copyLeadId",
      ${image("before")} as before, ${image("after")} as after
    from lead_journal
    where account_id = ${accountId} and action_id = ${actionId} and lead_id > ${after}
      ${result === undefined ? sql`` : result === "CONFLICT" ? sql`and conflict is not null` : sql`and ${resultOf(record)} = ${result}`}
    order by lead_id
    limit ${limit}
  `);
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

function resultOf({ action, undoOf, settled }: ActionRecord): Sql {
  // An undo takes copies back; an undo of that makes them anew.
  const copies = undoOf === null || settled.again === true;
  const otherwise = action === "EMAIL_LEADS" ? "MAILED" : "CHANGED";
  return sql`(case
    when conflict is not null then 'CONFLICT'
    when deleted then 'DELETED'
    when ${copies} and copy_lead_id is not null then 'COPIED'
    else ${otherwise}
  end)`;
}
