import type { Tx } from "../db/database.ts";
import { prepared, type Sql, sql } from "../db/sql.ts";
import type { LeadState, SystemDisposition } from "./state.ts";

/** A lead with the names of its campaign, list, and agents. Phones are in E.164. */
export interface LeadRow {
  lead_id: number;
  campaign_id: number;
  campaign_name: string;
  dial_group_id: number;
  list_id: number;
  list_desc: string;
  uploaded_at: Date;
  uploaded_by: string;
  lead_state: LeadState;
  state_at: Date;
  suppressed: boolean;
  /** When the suppression ends automatically. */
  suppressed_until: Date | null;
  suppression_reason: string | null;
  immediate: boolean;
  next_dial_time: Date;
  pass_count: number;
  max_passes: number | null;
  lead_priority: number;
  last_pass_at: Date | null;
  last_system_disposition: SystemDisposition | null;
  last_agent_disposition: string | null;
  last_agent_id: number | null;
  last_agent_name: string | null;
  reserved_agent_id: number | null;
  callback_at: Date | null;
  callback_agent_id: number | null;
  /** The agent who has the callback, or else the reservation. */
  pending_agent_name: string | null;
  original_lead_id: number | null;
  time_zone: string;
  phone: string;
  /** The second and further numbers, in dialing order. */
  more_phones: string[];
  extern_id: string | null;
  title: string | null;
  first_name: string | null;
  mid_name: string | null;
  last_name: string | null;
  suffix: string | null;
  email: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  state: string | null;
  zip: string | null;
  country_id: string;
  gate_keeper: string | null;
  caller_id: string | null;
  aux_data1: string | null;
  aux_data2: string | null;
  aux_data3: string | null;
  aux_data4: string | null;
  aux_data5: string | null;
  aux_phone: string | null;
  aux_external_url: string | null;
  aux_greeting: string | null;
  live_answer_message: string | null;
  mach_answer_message: string | null;
  extended: Record<string, unknown> | null;
  loaded_at: Date;
}

/**
 * Reads leads that meet a condition on `lead`, ordered by lead id: `limit` of them after `offset`. `byKey`: the
 * condition names leads by their ids, so one prepared plan suits all.
 */
export async function readLeads(
  tx: Tx,
  condition: Sql,
  limit: number,
  offset = 0,
  descending = false,
  byKey = false,
): Promise<LeadRow[]> {
  const direction = descending ? sql`desc` : sql`asc`;
  const statement = sql`
    with page as (
      select * from lead where ${condition} order by lead.lead_id ${direction} limit ${limit} offset ${offset}
    )
    select page.lead_id, page.campaign_id, page.list_id, page.lead_state, page.state_at, page.suppressed, page.suppressed_until, page.suppression_reason, page.immediate, page.next_dial_time,
      page.pass_count, page.max_passes, page.lead_priority, page.last_pass_at, page.last_system_disposition, page.last_agent_disposition,
      page.last_agent_id, page.reserved_agent_id, page.callback_at, page.callback_agent_id, page.original_lead_id,
      campaign.campaign_name, campaign.dial_group_id, lead_list.list_desc, lead_list.uploaded_at, lead_list.uploaded_by,
      time_zone.name as time_zone,
      last_agent.first_name || ' ' || last_agent.last_name as last_agent_name,
      pending_agent.first_name || ' ' || pending_agent.last_name as pending_agent_name,
      contact.phone,
      array(
        select lead_phone.phone from lead_phone
        where lead_phone.account_id = page.account_id and lead_phone.lead_id = page.lead_id
        order by lead_phone.position
      ) as more_phones,
      contact.extern_id, contact.title, contact.first_name, contact.mid_name, contact.last_name, contact.suffix, contact.email,
      contact.address1, contact.address2, contact.city, contact.state, contact.zip, contact.country_id, contact.gate_keeper,
      contact.caller_id, contact.aux_data1, contact.aux_data2, contact.aux_data3, contact.aux_data4, contact.aux_data5, contact.aux_phone,
      contact.aux_external_url, contact.aux_greeting, contact.live_answer_message, contact.mach_answer_message, contact.extended,
      contact.loaded_at
    from page
    join contact on contact.account_id = page.account_id and contact.lead_id = page.lead_id
    join campaign on campaign.account_id = page.account_id and campaign.campaign_id = page.campaign_id
    join lead_list on lead_list.account_id = page.account_id and lead_list.list_id = page.list_id
    join time_zone on time_zone.time_zone_id = page.time_zone_id
    left join agent last_agent on last_agent.account_id = page.account_id and last_agent.agent_id = page.last_agent_id
    left join agent pending_agent on pending_agent.account_id = page.account_id
      and pending_agent.agent_id = coalesce(page.callback_agent_id, page.reserved_agent_id)
    order by page.lead_id ${direction}
  `;
  return await tx.query(byKey ? prepared(statement) : statement);
}

/** Reads one lead of the account. */
export async function readLead(tx: Tx, accountId: number, leadId: number): Promise<LeadRow | undefined> {
  return (await readLeads(tx, sql`lead.account_id = ${accountId} and lead.lead_id = ${leadId}`, 1, 0, false, true))[0];
}
