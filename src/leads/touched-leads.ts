import type { Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import { type ActionRecord, readAction } from "./action-record.ts";
import { image } from "./history.ts";

export const touchResults = ["CHANGED", "COPIED", "DELETED", "MAILED", "CONFLICT"] as const;
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
