import { identifier, join, type Sql, sql } from "../../db/sql.ts";

/** The columns of an exported file, in order: the names RingCX clients know, and where the value comes from. */
const columns: Record<string, Sql> = {
  leadId: sql`l.lead_id`,
  campaignId: sql`l.campaign_id`,
  campaignName: sql`m.campaign_name`,
  listId: sql`l.list_id`,
  listDesc: sql`t.list_desc`,
  externId: sql`c.extern_id`,
  leadPhone: sql`c.phone`,
  // Separated by | as a load takes them
  otherPhones: sql`(
    select string_agg(p.phone, '|' order by p.position) from lead_phone p where p.account_id = l.account_id and p.lead_id = l.lead_id
  )`,
  title: sql`c.title`,
  firstName: sql`c.first_name`,
  midName: sql`c.mid_name`,
  lastName: sql`c.last_name`,
  suffix: sql`c.suffix`,
  email: sql`c.email`,
  address1: sql`c.address1`,
  address2: sql`c.address2`,
  city: sql`c.city`,
  state: sql`c.state`,
  zip: sql`c.zip`,
  countryId: sql`c.country_id`,
  gateKeeper: sql`c.gate_keeper`,
  callerId: sql`c.caller_id`,
  leadTimezone: sql`z.name`,
  leadState: sql`l.lead_state`,
  stateDts: sql`l.state_at`,
  suppressed: sql`l.suppressed`,
  leadPriority: sql`l.lead_priority`,
  leadPasses: sql`l.pass_count`,
  maxPasses: sql`coalesce(l.max_passes, m.max_passes)`,
  nextDialTime: sql`l.next_dial_time`,
  lastPassDts: sql`l.last_pass_at`,
  lastPassDisposition: sql`l.last_system_disposition`,
  agentDisposition: sql`l.last_agent_disposition`,
  lastPassAgentName: sql`last_agent.username`,
  reserveAgent: sql`l.reserved_agent_id`,
  reserveAgentName: sql`reserved_agent.username`,
  callbackDts: sql`l.callback_at`,
  callbackAgentName: sql`callback_agent.username`,
  originalLeadId: sql`l.original_lead_id`,
  auxData1: sql`c.aux_data1`,
  auxData2: sql`c.aux_data2`,
  auxData3: sql`c.aux_data3`,
  auxData4: sql`c.aux_data4`,
  auxData5: sql`c.aux_data5`,
  auxPhone: sql`c.aux_phone`,
  auxExternalUrl: sql`c.aux_external_url`,
  auxGreeting: sql`c.aux_greeting`,
  liveAnswerMessage: sql`c.live_answer_message`,
  machAnswerMessage: sql`c.mach_answer_message`,
  loadedDts: sql`c.loaded_at`,
  uploadDate: sql`t.uploaded_at`,
  uploadedBy: sql`t.uploaded_by`,
  extendedLeadData: sql`c.extended`,
};

export const header = Object.keys(columns);

/** The leads of an archive after a given one, in order, with every column of the file. Leads deleted since are not among them. */
export function exportedLeads(accountId: number, archiveId: number, after: number, limit: number): Sql {
  const selected = Object.entries(columns).map(([name, value]) => sql`${value} as ${identifier(name)}`);
  return sql`
    select ${join(selected, sql`, `)}
    from archive_lead s
    join lead l on l.account_id = s.account_id and l.lead_id = s.lead_id
    join contact c on c.account_id = l.account_id and c.lead_id = l.lead_id
    left join campaign m on m.account_id = l.account_id and m.campaign_id = l.campaign_id
    left join lead_list t on t.account_id = l.account_id and t.list_id = l.list_id
    left join time_zone z on z.time_zone_id = l.time_zone_id
    left join agent last_agent on last_agent.account_id = l.account_id and last_agent.agent_id = l.last_agent_id
    left join agent reserved_agent on reserved_agent.account_id = l.account_id and reserved_agent.agent_id = l.reserved_agent_id
    left join agent callback_agent on callback_agent.account_id = l.account_id and callback_agent.agent_id = l.callback_agent_id
    where s.account_id = ${accountId} and s.archive_id = ${archiveId} and s.lead_id > ${after}
    order by s.lead_id
    limit ${limit}
  `;
}
