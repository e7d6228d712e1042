import { type Sql, sql } from "../../../db/sql.ts";

/** The value of a column, as an SQL expression, and its kind. */
export interface Column {
  value: Sql;
  /**
   * `text` may contain any characters, even what a spreadsheet would run as a formula. `plain` is text that needs
   * neither guarding nor escaping. `moment` is a time, written as RFC 3339 in UTC.
   */
  kind: "text" | "plain" | "number" | "flag" | "moment" | "json";
  /** The value for JSON, if it differs. */
  json?: Sql;
}

const text = (value: Sql): Column => ({ value, kind: "text" });
const plain = (value: Sql): Column => ({ value, kind: "plain" });
const number = (value: Sql): Column => ({ value, kind: "number" });
const moment = (value: Sql): Column => ({ value, kind: "moment" });

/** The columns of an exported file, in order, by the names that RingCX clients know. */
const columns = {
  leadId: number(sql`l.lead_id`),
  campaignId: number(sql`l.campaign_id`),
  campaignName: text(sql`m.campaign_name`),
  listId: number(sql`l.list_id`),
  listDesc: text(sql`t.list_desc`),
  externId: text(sql`c.extern_id`),
  leadPhone: plain(sql`c.phone`),
  // Separated by |, as loads read them.
  otherPhones: {
    value: sql`p.joined`,
    kind: "plain",
    json: sql`coalesce(p.listed, '{}')`,
  },
  title: text(sql`c.title`),
  firstName: text(sql`c.first_name`),
  midName: text(sql`c.mid_name`),
  lastName: text(sql`c.last_name`),
  suffix: text(sql`c.suffix`),
  email: text(sql`c.email`),
  address1: text(sql`c.address1`),
  address2: text(sql`c.address2`),
  city: text(sql`c.city`),
  state: text(sql`c.state`),
  zip: text(sql`c.zip`),
  countryId: plain(sql`c.country_id`),
  gateKeeper: text(sql`c.gate_keeper`),
  callerId: text(sql`c.caller_id`),
  leadTimezone: plain(sql`z.name`),
  leadState: plain(sql`l.lead_state`),
  stateDts: moment(sql`l.state_at`),
  suppressed: { value: sql`l.suppressed`, kind: "flag" },
  suppressedUntil: moment(sql`l.suppressed_until`),
  suppressionReason: text(sql`l.suppression_reason`),
  leadPriority: number(sql`l.lead_priority`),
  leadPasses: number(sql`l.pass_count`),
  maxPasses: number(sql`coalesce(l.max_passes, m.max_passes)`),
  nextDialTime: moment(sql`l.next_dial_time`),
  lastPassDts: moment(sql`l.last_pass_at`),
  lastPassDisposition: plain(sql`l.last_system_disposition`),
  agentDisposition: text(sql`l.last_agent_disposition`),
  lastPassAgentName: text(sql`last_agent.username`),
  reserveAgent: number(sql`l.reserved_agent_id`),
  reserveAgentName: text(sql`reserved_agent.username`),
  callbackDts: moment(sql`l.callback_at`),
  callbackAgentName: text(sql`callback_agent.username`),
  originalLeadId: number(sql`l.original_lead_id`),
  auxData1: text(sql`c.aux_data1`),
  auxData2: text(sql`c.aux_data2`),
  auxData3: text(sql`c.aux_data3`),
  auxData4: text(sql`c.aux_data4`),
  auxData5: text(sql`c.aux_data5`),
  auxPhone: text(sql`c.aux_phone`),
  auxExternalUrl: text(sql`c.aux_external_url`),
  auxGreeting: text(sql`c.aux_greeting`),
  liveAnswerMessage: text(sql`c.live_answer_message`),
  machAnswerMessage: text(sql`c.mach_answer_message`),
  loadedDts: moment(sql`c.loaded_at`),
  uploadDate: moment(sql`t.uploaded_at`),
  uploadedBy: text(sql`t.uploaded_by`),
  extendedLeadData: { value: sql`c.extended`, kind: "json" },
} as const satisfies Record<string, Column>;

/** The names of all columns, in their default order. */
export const fields = Object.keys(columns);

/** Precedes the name of a field of extended data. */
export const extendedPrefix = "extendedLeadData.";

/** Finds a column by its name, or a field of extended data: `extendedLeadData.color`. */
export function findColumn(field: string): Column | undefined {
  if (field.startsWith(extendedPrefix)) {
    const key = field.slice(extendedPrefix.length);
    return key === ""
      ? undefined
      : { value: sql`(c.extended ->> ${key})`, kind: "text", json: sql`(c.extended -> ${key})` };
  }
  return Object.hasOwn(columns, field) ? columns[field as keyof typeof columns] : undefined;
}

/** A query for these leads in the order of their ids. It omits leads deleted since. */
export function exportedLeads(accountId: number, leadIds: readonly number[], selected: Sql): Sql {
  return sql`
    select ${selected}
    from lead l
    join contact c on c.account_id = l.account_id and c.lead_id = l.lead_id
    left join campaign m on m.account_id = l.account_id and m.campaign_id = l.campaign_id
    left join lead_list t on t.account_id = l.account_id and t.list_id = l.list_id
    left join time_zone z on z.time_zone_id = l.time_zone_id
    left join agent last_agent on last_agent.account_id = l.account_id and last_agent.agent_id = l.last_agent_id
    left join agent reserved_agent on reserved_agent.account_id = l.account_id and reserved_agent.agent_id = l.reserved_agent_id
    left join agent callback_agent on callback_agent.account_id = l.account_id and callback_agent.agent_id = l.callback_agent_id
    left join (
      select lead_id, string_agg(phone, '|' order by position) as joined, array_agg(phone order by position) as listed
      from lead_phone
      where account_id = ${accountId} and lead_id = any (${leadIds}::bigint[])
      group by lead_id
    ) p on p.lead_id = l.lead_id
    -- The ids are conditions on both tables, so that neither is read as a whole, whatever plan is chosen.
    where l.account_id = ${accountId} and l.lead_id = any (${leadIds}::bigint[])
      and c.account_id = ${accountId} and c.lead_id = any (${leadIds}::bigint[])
    order by l.lead_id
  `;
}
