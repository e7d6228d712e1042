import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { stoppedLeads } from "../leads/binding.ts";
import type { Scope } from "../leads/criteria.ts";

export interface Claim {
  claimId: number;
  leadId: number;
  campaignId: number;
  /** The number to dial, E.164. */
  phone: string;
  leaseExpiresAt: Date;
}

export interface ClaimRequest {
  campaignIds: readonly number[];
  /** How many leads at most. */
  max: number;
  /** The agent who asks; reserved leads go to their agent alone. */
  agentId?: number | undefined;
  /** How long the hold lasts without being renewed. */
  leaseSeconds: number;
  /** Who asks, as the lead's history names them. */
  claimedBy: string;
}

/**
 * Hands out the next dialable leads, each to one caller only: READY, due, not suppressed, not claimed, reserved for nobody or for the
 * asking agent, on no do-not-call list, in an active list of an active campaign, and not about to be stopped by an action that runs.
 * The row decides, at this moment; nothing is prefetched.
 */
export async function claimLeads(db: Database, scope: Scope, request: ClaimRequest, now: Date): Promise<Claim[]> {
  const { campaignIds, max, agentId = null, leaseSeconds, claimedBy } = request;
  const leaseExpiresAt = new Date(now.getTime() + leaseSeconds * 1000);
  return await db.transaction(async (tx) => {
    const stopped = await stoppedLeads(tx, scope);
    return await tx.query<Claim>(sql`
      with chosen as (
        select lead.account_id, lead.lead_id, lead.campaign_id
        from lead
        where lead.account_id = ${scope.accountId} and lead.campaign_id = any (${campaignIds}::bigint[])
          and lead.lead_state = 'READY' and not lead.suppressed and lead.claim_id is null and lead.next_dial_time <= ${now}
          and (lead.reserved_agent_id is null or lead.reserved_agent_id = ${agentId})
          and not (${stopped})
          and exists (
            select from campaign
            where campaign.account_id = lead.account_id and campaign.campaign_id = lead.campaign_id and campaign.is_active = 1
              and coalesce(campaign.start_date <= ${now}, true) and coalesce(campaign.end_date > ${now}, true)
              and lead.pass_count < coalesce(lead.max_passes, campaign.max_passes))
          and exists (
            select from lead_list
            where lead_list.account_id = lead.account_id and lead_list.list_id = lead.list_id and lead_list.list_state = 'ACTIVE')
          and not exists (
            select from contact
            where contact.account_id = lead.account_id and contact.lead_id = lead.lead_id and (
              exists (
                select from dnc_entry
                where dnc_entry.account_id = contact.account_id and dnc_entry.phone = contact.phone and coalesce(dnc_entry.expires_at > ${now}, true))
              or exists (
                select from dnc_entry
                where dnc_entry.account_id = contact.account_id and dnc_entry.extern_id = contact.extern_id and coalesce(dnc_entry.expires_at > ${now}, true))))
        order by lead.lead_id
        limit ${max}
        for update of lead skip locked
      ), made as (
        insert into claim (account_id, lead_id, campaign_id, agent_id, phone, status, claimed_at, claimed_by, lease_expires_at)
        select chosen.account_id, chosen.lead_id, chosen.campaign_id, ${agentId}, contact.phone, 'PENDING', ${now}, ${claimedBy}, ${leaseExpiresAt}
        from chosen
        join contact on contact.account_id = ${scope.accountId} and contact.lead_id = chosen.lead_id
        returning claim_id, lead_id, campaign_id, phone, lease_expires_at
      ), held as (
        update lead set lead_state = 'PENDING', state_at = ${now}, claim_id = made.claim_id
        from made
        where lead.account_id = ${scope.accountId} and lead.lead_id = made.lead_id
      )
      select claim_id as "claimId", lead_id as "leadId", campaign_id as "campaignId", phone, lease_expires_at as "leaseExpiresAt"
      from made
      order by lead_id
    `);
  });
}
