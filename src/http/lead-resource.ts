import type { LeadRow } from "../leads/lead-row.ts";
import { textColumns } from "../leads/load/read-fields.ts";

/** A lead as v1 shows it: its fields by the names under which they are loaded and changed, and where it stands. */
export function leadResource(lead: LeadRow) {
  return {
    leadId: lead.lead_id,
    campaignId: lead.campaign_id,
    listId: lead.list_id,
    leadPhone: lead.phone,
    otherPhones: lead.more_phones,
    ...Object.fromEntries(Object.entries(textColumns).map(([name, column]) => [name, lead[column]])),
    countryId: lead.country_id,
    extendedLeadData: lead.extended,
    leadTimezone: lead.time_zone,
    leadState: lead.lead_state,
    stateAt: lead.state_at,
    suppressed: lead.suppressed,
    suppressedUntil: lead.suppressed_until,
    suppressionReason: lead.suppression_reason,
    leadPriority: lead.lead_priority,
    leadPasses: lead.pass_count,
    maxPasses: lead.max_passes,
    nextDialTime: lead.next_dial_time,
    reservedAgentId: lead.reserved_agent_id,
    callback: lead.callback_at ? { at: lead.callback_at, agentId: lead.callback_agent_id } : null,
    lastPass: lead.last_pass_at
      ? {
          at: lead.last_pass_at,
          systemDisposition: lead.last_system_disposition,
          agentDisposition: lead.last_agent_disposition,
          agentId: lead.last_agent_id,
        }
      : null,
    originalLeadId: lead.original_lead_id,
    loadedAt: lead.loaded_at,
  };
}
