import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { type Criteria, type Scope, searchCondition } from "./criteria.ts";
import { type LeadRow, readLeads } from "./lead-row.ts";

export interface Found {
  leads: LeadRow[];
  /** How many match in all. */
  total: number;
}

/** One page of the leads that match, by lead id; `page` counts from 1. */
export async function searchLeads(
  tx: Tx,
  scope: Scope,
  criteria: Criteria,
  page: number,
  maxRows: number,
): Promise<Found> {
  const condition = searchCondition(criteria, scope);
  const offset = (page - 1) * maxRows;
  const leads = await readLeads(tx, condition, maxRows, offset);
  // The last page tells the total by itself, which spares most searches the count.
  if (leads.length < maxRows && (leads.length > 0 || offset === 0)) return { leads, total: offset + leads.length };
  const { total } = await tx.one<{ total: number }>(sql`select count(*) as total from lead where ${condition}`);
  return { leads, total };
}
