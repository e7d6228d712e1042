import type { Tx } from "../../db/database.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import { type LeadRow, readLeads } from "../../leads/lead-row.ts";
import type { SystemDisposition } from "../../leads/state.ts";
import { type ClaimStatus, isOpen, openStatuses } from "./claim-status.ts";

/** A claim with its lead, as its dialer sees it. */
export interface ClaimRow {
  claimId: number;
  leadId: number;
  campaignId: number;
  agentId: number | null;
  phone: string;
  /** Numbers dialed under this claim before the current one. */
  dialedPhones: string[];
  status: ClaimStatus;
  leaseExpiresAt: Date;
  claimedAt: Date;
  claimedBy: string;
  dialingAt: Date | null;
  connectedAt: Date | null;
  hungUpAt: Date | null;
  endedAt: Date | null;
  systemDisposition: SystemDisposition | null;
  passId: number | null;
  /** Undefined: the lead was deleted. */
  lead: LeadRow | undefined;
}

export interface ClaimFilter {
  agentId?: number | undefined;
  campaignId?: number | undefined;
  /** Absent: all open claims. */
  status?: ClaimStatus | undefined;
  /** `nextCursor` of the previous page. */
  after?: number | undefined;
  limit: number;
}

/** The account's claims, newest first. */
export async function listClaims(
  tx: Tx,
  accountId: number,
  { agentId, campaignId, status, after, limit }: ClaimFilter,
): Promise<{ items: ClaimRow[]; nextCursor: string | null }> {
  const unless = (value: unknown, condition: Sql) => (value === undefined ? sql`` : sql` and ${condition}`);
  // Open claims have a small partial index. `offset 0` keeps the planner from walking all claims by id instead.
  const open = sql`(select * from claim where account_id = ${accountId} and ${isOpen} offset 0) as claim`;
  const found = await readClaims(
    tx,
    accountId,
    status === undefined || openStatuses.includes(status) ? open : sql`claim`,
    sql`true
      ${unless(status, sql`claim.status = ${status}`)} ${unless(agentId, sql`claim.agent_id = ${agentId}`)}
      ${unless(campaignId, sql`claim.campaign_id = ${campaignId}`)} ${unless(after, sql`claim.claim_id < ${after}`)}`,
    sql`desc`,
    limit + 1,
  );
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last ? String(last.claimId) : null };
}

/** These claims, oldest first. */
export async function claimsById(tx: Tx, accountId: number, claimIds: readonly number[]): Promise<ClaimRow[]> {
  if (claimIds.length === 0) return [];
  return await readClaims(
    tx,
    accountId,
    sql`claim`,
    sql`claim.claim_id = any (${claimIds}::bigint[])`,
    sql`asc`,
    claimIds.length,
  );
}

async function readClaims(
  tx: Tx,
  accountId: number,
  from: Sql,
  which: Sql,
  order: Sql,
  limit: number,
): Promise<ClaimRow[]> {
  const claims = await tx.query<Omit<ClaimRow, "lead">>(
    prepared(sql`
      select claim_id as "claimId", lead_id as "leadId", campaign_id as "campaignId", agent_id as "agentId", phone,
        dialed_phones as "dialedPhones", status, lease_expires_at as "leaseExpiresAt", claimed_at as "claimedAt",
        claimed_by as "claimedBy", dialing_at as "dialingAt", connected_at as "connectedAt", hung_up_at as "hungUpAt",
        ended_at as "endedAt", system_disposition as "systemDisposition", pass_id as "passId"
      from ${from}
      where account_id = ${accountId} and ${which}
      order by claim_id ${order}
      limit ${limit}
    `),
  );
  const leadIds = [...new Set(claims.map(({ leadId }) => leadId))];
  const these = sql`lead.account_id = ${accountId} and lead.lead_id = any (${leadIds}::bigint[])`;
  const leads = claims.length === 0 ? [] : await readLeads(tx, these, leadIds.length, 0, false, true);
  const byId = new Map(leads.map((lead) => [lead.lead_id, lead]));
  return claims.map((claim) => ({ ...claim, lead: byId.get(claim.leadId) }));
}
