import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { type LeadRow, readLead, readLeads } from "../lead-row.ts";
import type { LeadState } from "../state.ts";
import { type Criteria, namesLeads, searchCondition } from "./criteria.ts";
import type { Scope } from "./scope.ts";

export interface SearchResult {
  leads: LeadRow[];
  /** All matching leads, not only those of this page. */
  total: number;
}

/** Reads one page of the matching leads, ordered by lead id. `page` counts from 1. */
export async function searchLeads(
  tx: Tx,
  scope: Scope,
  criteria: Criteria,
  page: number,
  maxRows: number,
): Promise<SearchResult> {
  const condition = searchCondition(criteria, scope);
  const offset = (page - 1) * maxRows;
  const leads = await readLeads(tx, condition, maxRows, offset, false, namesLeads(criteria));
  // The last page implies the total, which saves most searches the count.
  if (leads.length < maxRows && (leads.length > 0 || offset === 0)) return { leads, total: offset + leads.length };
  const { total } = await tx.one<{ total: number }>(sql`select count(*) as total from lead where ${condition}`);
  return { leads, total };
}

/** A page that continues after the last lead of the previous page. */
export interface Keyset {
  /** The last lead of the previous page. */
  after?: number | undefined;
  /** Greatest ids first. */
  descending: boolean;
  limit: number;
}

/** Reads matching leads, ordered by lead id. */
export async function findLeads(
  tx: Tx,
  scope: Scope,
  criteria: Criteria,
  { after, descending, limit }: Keyset,
): Promise<LeadRow[]> {
  const matching = searchCondition(criteria, scope);
  const further = descending ? sql`lead.lead_id < ${after}` : sql`lead.lead_id > ${after}`;
  const condition = after === undefined ? matching : sql`${matching} and ${further}`;
  return await readLeads(tx, condition, limit, 0, descending);
}

/** How many leads match: an exact count, or without delay the planner's estimate, which may be far off. */
export async function countLeads(
  tx: Tx,
  scope: Scope,
  criteria: Criteria,
  exact: boolean,
): Promise<{ count: number; exact: boolean }> {
  const condition = searchCondition(criteria, scope);
  if (exact) return { ...(await tx.one<{ count: number }>(sql`select count(*) from lead where ${condition}`)), exact };
  const { "QUERY PLAN": plan } = await tx.one<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
    sql`explain (format json) select from lead where ${condition}`,
  );
  return { count: plan[0].Plan["Plan Rows"], exact };
}

/** How many leads match in each state; suppressed leads are counted separately. */
export async function countByState(
  tx: Tx,
  scope: Scope,
  criteria: Criteria,
): Promise<{ state: LeadState; suppressed: boolean; count: number }[]> {
  return await tx.query(sql`
    select lead_state as state, suppressed, count(*) as count
    from lead where ${searchCondition(criteria, scope)}
    group by 1, 2 order by 3 desc, 1, 2
  `);
}

/** A recorded attempt to reach a lead. */
export interface Pass {
  passId: number;
  passNumber: number;
  passedAt: Date;
  campaignId: number;
  systemDisposition: string;
  agentDisposition: string | null;
  agentId: number | null;
  agentNotes: string | null;
  /** E.164. */
  phone: string;
  uii: string | null;
  durationSeconds: number | null;
}

/** A lead with its passes, oldest first. Undone passes are only in its history. Refuses ids of other accounts. */
export async function findLead(tx: Tx, accountId: number, leadId: number): Promise<{ lead: LeadRow; passes: Pass[] }> {
  const lead = await readLead(tx, accountId, leadId);
  if (!lead) throw refuse("NOT_FOUND", { what: "lead", id: leadId });
  const passes = await tx.query<Pass>(sql`
    select pass_id as "passId", pass_number as "passNumber", passed_at as "passedAt", campaign_id as "campaignId",
      system_disposition as "systemDisposition", agent_disposition as "agentDisposition", agent_id as "agentId",
      agent_notes as "agentNotes", phone, uii, duration_seconds as "durationSeconds"
    from pass
    where account_id = ${accountId} and lead_id = ${leadId} and undone_by_action_id is null
    order by passed_at, pass_id
  `);
  return { lead, passes };
}
