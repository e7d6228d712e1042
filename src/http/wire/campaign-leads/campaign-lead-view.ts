import { wirePhone } from "../../../geography/phones.ts";
import type { ChangedLead } from "../../../leads/change/change-lead.ts";
import type { LeadRow } from "../../../leads/lead-row.ts";
import { wireDate } from "../../../validation/dates.ts";

/** Formats a lead as RingCX's CampaignLead. `leadPhones`, all its numbers in E.164, is Leadyard's addition. */
function campaignLeadView(lead: LeadRow) {
  return {
    leadId: lead.lead_id,
    id: lead.lead_id,
    ...person(lead),
    leadState: lead.lead_state,
    leadPasses: lead.pass_count,
    leadPriority: lead.lead_priority,
    maxPasses: lead.max_passes,
    leadTimezone: lead.time_zone,
    nextDialTime: wireDate(lead.next_dial_time),
    loadedDts: wireDate(lead.loaded_at),
    stateDts: wireDate(lead.state_at),
    lastPassDts: wireDate(lead.last_pass_at),
    lastPassDisposition: lead.last_system_disposition,
    suppressed: lead.suppressed,
    reserveAgent: lead.reserved_agent_id === null ? null : String(lead.reserved_agent_id),
    leadPhoneE164: lead.phone,
    leadPhones: [lead.phone, ...lead.more_phones],
    extendedLeadData: lead.extended,
    campaign: { campaignId: lead.campaign_id, campaignName: lead.campaign_name },
    campaignRedials: lead.callback_at
      ? [
          {
            agentId: lead.callback_agent_id,
            callBackDate: wireDate(lead.callback_at),
            callBackPhone: wirePhone(lead.phone),
          },
        ]
      : [],
  };
}

/** Formats a lead after a change. `warnings`, Leadyard's addition, lists side effects; absent: none. */
export const changedLeadView = ({ warnings, ...lead }: ChangedLead) => ({
  ...campaignLeadView(lead),
  ...(warnings.length > 0 ? { warnings } : {}),
});

/**
 * Formats a lead as a row of RingCX's search: flat, with its CampaignLead nested. `agentDispostion` is RingCX's
 * spelling.
 */
export function searchResultView(lead: LeadRow) {
  return {
    leadId: lead.lead_id,
    campaignId: lead.campaign_id,
    campaignName: lead.campaign_name,
    dialGroupId: lead.dial_group_id,
    listId: lead.list_id,
    listDesc: lead.list_desc,
    uploadDate: wireDate(lead.uploaded_at),
    uploadedBy: lead.uploaded_by,
    ...person(lead),
    leadState: lead.lead_state,
    leadPasses: lead.pass_count,
    maxPasses: lead.max_passes,
    leadTimezone: lead.time_zone,
    nextDialTime: wireDate(lead.next_dial_time),
    loadedDts: wireDate(lead.loaded_at),
    stateDts: wireDate(lead.state_at),
    lastPassDts: wireDate(lead.last_pass_at),
    lastPassDate: wireDate(lead.last_pass_at),
    lastPassDispo: lead.last_system_disposition,
    lastPassDisposition: lead.last_system_disposition,
    lastPassAgentName: lead.last_agent_name,
    agentDispostion: lead.last_agent_disposition,
    pendingAgentName: lead.pending_agent_name,
    suppressed: lead.suppressed,
    extraData: lead.extended === null ? null : JSON.stringify(lead.extended),
    campaignLead: campaignLeadView(lead),
  };
}

function person(lead: LeadRow) {
  return {
    externId: lead.extern_id,
    leadPhone: wirePhone(lead.phone),
    title: lead.title,
    firstName: lead.first_name,
    midName: lead.mid_name,
    lastName: lead.last_name,
    suffix: lead.suffix,
    email: lead.email,
    address1: lead.address1,
    address2: lead.address2,
    city: lead.city,
    state: lead.state,
    zip: lead.zip,
    gateKeeper: lead.gate_keeper,
    callerId: lead.caller_id,
    auxData1: lead.aux_data1,
    auxData2: lead.aux_data2,
    auxData3: lead.aux_data3,
    auxData4: lead.aux_data4,
    auxData5: lead.aux_data5,
    auxPhone: lead.aux_phone,
    auxExternalUrl: lead.aux_external_url,
    auxGreeting: lead.aux_greeting,
    liveAnswerMessage: lead.live_answer_message,
    machAnswerMessage: lead.mach_answer_message,
  };
}
