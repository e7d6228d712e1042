import type { Caller } from "../../accounts/caller.ts";
import type { Database, Tx } from "../../db/database.ts";
import { identifier, join, sql } from "../../db/sql.ts";
import { queueLeads } from "../../dial-queue/queue-changed.ts";
import { refuse } from "../../errors.ts";
import { timeZoneIds } from "../../geography/time-zone-ids.ts";
import { type LeadRow, readLead } from "../lead-row.ts";
import { lockPhones, uniqueLeads } from "../load/duplicates.ts";
import type { DuplicateHandling } from "../load/load.ts";
import { type Fields, findField, type Row, readFields, textColumns } from "../load/read-fields.ts";
import { refuseBadField } from "../load/refused.ts";
import { reservableAgents } from "../load/reservable-agents.ts";
import type { TimeZoneOption } from "../load/zone-of-lead.ts";
import {
  blankFields,
  callbackWarnings,
  contactAfter,
  dialingAfter,
  difference,
  type Edit,
  type LeadEdit,
  withoutOldPhone,
  zoneAfter,
} from "./lead-edit.ts";

export interface LeadChange {
  accountId: number;
  /** The account's zone. */
  timeZone: string;
  leadId: number;
  /** If given, the lead must be in it. */
  campaignId?: number | undefined;
  /** If given, the lead must be on it. */
  listId?: number | undefined;
  /** Fields as loads take them; see readFields. */
  row: Row;
  /**
   * False: fields that the row does not mention stay, and `extendedLeadData` is merged. True: contact fields, priority,
   * and the override of maxPasses that the row does not mention become blank. Unless mentioned, state, passes, times,
   * suppression, reservation, country, zone, and further phones stay either way: the engine maintains them, not the
   * client.
   */
  replace: boolean;
  /**
   * Where the zone comes from. Absent: `leadTimezone` if that is mentioned, else the option that the list was loaded
   * with.
   */
  timeZoneOption?: TimeZoneOption | undefined;
  /**
   * Refuses a new phone that belongs to another lead: with REMOVE_FROM_LIST one of the same list, with
   * REMOVE_ALL_EXISTING one of the same campaign that was loaded with that option.
   */
  duplicateHandling?: DuplicateHandling | undefined;
  caller: Pick<Caller, "userId" | "name">;
  now: Date;
}

/** A lead after a change, with warnings about what the change did beyond the request. */
export interface ChangedLead extends LeadRow {
  warnings: string[];
}

/**
 * Changes one lead, records the changed fields before and after, and returns the lead. Records nothing if nothing
 * changes.
 */
export async function changeLead(db: Database, change: LeadChange): Promise<ChangedLead> {
  return await db.transaction(async (tx) => {
    const { lead, listZoneOption } = await holdLead(tx, change);
    const row = change.replace ? { ...blankFields, ...change.row } : change.row;
    const fields = refuseBadField(() =>
      readFields(withoutOldPhone(row, lead), { country: lead.country_id, timeZone: change.timeZone }),
    );
    if (change.replace && fields.contact.phone === undefined)
      throw refuse("MISSING_FIELD", { field: "leadPhone", takes: "a phone number such as 4155550100 or +14155550100" });
    const next = { ...contactAfter(lead, fields, change.replace), ...dialingAfter(lead, fields, change.now) };
    next.reserved_agent_id = await resolveReservation(tx, change, lead, fields);
    const warnings = [...callbackWarnings(lead, next), ...transferCallback(lead, next)];
    next.time_zone = refuseBadField(() =>
      zoneAfter(change.timeZoneOption, listZoneOption, lead, next, fields, change.timeZone),
    );
    const edit = difference(lead, next);
    if (Object.keys(edit.after).length === 0) return { ...lead, warnings };
    const unique = "leadPhone" in edit.after && (await claimPhone(tx, change, lead, next.phone));
    await updateLead(tx, change, lead, next);
    await updateContact(tx, change, next, unique);
    if ("otherPhones" in edit.after) await replacePhones(tx, change, next.more_phones);
    await recordEdit(tx, change, edit);
    await queueLeads(tx, change.accountId, sql`lead.lead_id = ${change.leadId}`);
    return { ...((await readLead(tx, change.accountId, change.leadId)) as LeadRow), warnings };
  });
}

async function holdLead(tx: Tx, { accountId, leadId, campaignId, listId }: LeadChange) {
  const held = await tx.maybe<{ timeZoneOption: TimeZoneOption }>(sql`
    select lead_list.time_zone_option as "timeZoneOption"
    from lead
    join lead_list on lead_list.account_id = lead.account_id and lead_list.list_id = lead.list_id
    where lead.account_id = ${accountId} and lead.lead_id = ${leadId} and lead_list.account_id = ${accountId}
      and (${campaignId ?? null}::bigint is null or lead.campaign_id = ${campaignId ?? null})
      and (${listId ?? null}::bigint is null or lead.list_id = ${listId ?? null})
    for update of lead
  `);
  const lead = held && (await readLead(tx, accountId, leadId));
  if (!lead) throw refuse("NOT_FOUND", { what: "lead", id: leadId });
  return { lead, listZoneOption: held.timeZoneOption };
}

async function resolveReservation(
  tx: Tx,
  { accountId, row }: LeadChange,
  lead: LeadRow,
  { reserveAgent }: Fields,
): Promise<number | null> {
  if (reserveAgent === undefined) return lead.reserved_agent_id;
  if (reserveAgent === null) return null;
  if (reserveAgent === String(lead.reserved_agent_id)) return lead.reserved_agent_id;
  const agents = await reservableAgents(tx, accountId, lead.campaign_id, [reserveAgent]);
  const agentId = agents.get(reserveAgent);
  if (agentId !== undefined) return agentId;
  throw refuse("INVALID_FIELD", {
    field: findField(row, "reserveAgent")?.name ?? "reserveAgent",
    got: JSON.stringify(reserveAgent),
    takes: "the id of an active agent of the campaign's dial group, or 0 for nobody",
  });
}

/**
 * Gives another agent's callback to the agent of a new reservation; otherwise neither agent would be served the lead.
 */
function transferCallback(lead: LeadRow, next: LeadEdit): string[] {
  const agentId = next.reserved_agent_id;
  if (agentId === null || agentId === lead.reserved_agent_id) return [];
  if (next.callback_agent_id === null || next.callback_agent_id === agentId) return [];
  const warning = `callback handed over from agent ${next.callback_agent_id} to agent ${agentId}, for whom the lead is reserved`;
  next.callback_agent_id = agentId;
  return [warning];
}

/** Refuses a new phone as duplicateHandling asks. True if later loads must not repeat this phone in the campaign. */
async function claimPhone(
  tx: Tx,
  { accountId, leadId, duplicateHandling }: LeadChange,
  lead: LeadRow,
  phone: string,
): Promise<boolean> {
  let holder: number | undefined;
  if (duplicateHandling === "REMOVE_ALL_EXISTING") {
    await lockPhones(tx, accountId, lead.campaign_id, [phone]);
    holder = (await uniqueLeads(tx, accountId, lead.campaign_id, [phone])).get(phone);
  } else if (duplicateHandling === "REMOVE_FROM_LIST") {
    const other = await tx.maybe<{ leadId: number }>(sql`
      select lead.lead_id as "leadId"
      from contact
      join lead on lead.account_id = contact.account_id and lead.lead_id = contact.lead_id
      where contact.account_id = ${accountId} and contact.phone = ${phone} and contact.lead_id <> ${leadId}
        and lead.account_id = ${accountId} and lead.list_id = ${lead.list_id}
      order by lead.lead_id
      limit 1
    `);
    holder = other?.leadId;
  }
  if (holder !== undefined && holder !== leadId) {
    throw refuse("CONFLICT", {
      what: "Lead",
      id: leadId,
      reason: `would get the phone of lead ${holder}, which duplicateHandling ${duplicateHandling} forbids`,
    });
  }
  return duplicateHandling === "REMOVE_ALL_EXISTING";
}

async function updateLead(
  tx: Tx,
  { accountId, leadId, now }: LeadChange,
  lead: LeadRow,
  next: LeadEdit,
): Promise<void> {
  const zones = next.time_zone === lead.time_zone ? undefined : await timeZoneIds(tx, [next.time_zone]);
  const zoneId = zones?.get(next.time_zone) ?? null;
  await tx.execute(sql`
    update lead
    set lead_state = ${next.lead_state}, state_at = ${next.lead_state === lead.lead_state ? lead.state_at : now},
      next_dial_time = ${next.next_dial_time}, pass_count = ${next.pass_count}, max_passes = ${next.max_passes},
      lead_priority = ${next.lead_priority}, suppressed = ${next.suppressed},
      suppressed_until = case when ${next.suppressed} then suppressed_until end,
      suppression_reason = case when ${next.suppressed} then suppression_reason end, reserved_agent_id = ${next.reserved_agent_id},
      callback_at = ${next.callback_at}, callback_agent_id = ${next.callback_agent_id},
      time_zone_id = coalesce(${zoneId}::smallint, time_zone_id)
    where account_id = ${accountId} and lead_id = ${leadId}
  `);
}

async function updateContact(
  tx: Tx,
  { accountId, leadId }: LeadChange,
  next: LeadEdit,
  unique: boolean,
): Promise<void> {
  const texts = Object.values(textColumns).map((column) => sql`${identifier(column)} = ${next[column]}`);
  await tx.execute(sql`
    update contact
    set phone = ${next.phone}, country_id = ${next.country_id},
      extended = ${next.extended === null ? null : JSON.stringify(next.extended)}::jsonb,
      unique_in_campaign = unique_in_campaign or ${unique}, ${join(texts, sql`, `)}
    where account_id = ${accountId} and lead_id = ${leadId}
  `);
}

async function replacePhones(tx: Tx, { accountId, leadId }: LeadChange, phones: readonly string[]): Promise<void> {
  await tx.execute(sql`delete from lead_phone where account_id = ${accountId} and lead_id = ${leadId}`);
  await tx.execute(sql`
    insert into lead_phone (account_id, lead_id, position, phone)
    select ${accountId}::bigint, ${leadId}::bigint, place + 1, phone
    from unnest(${phones}::text[]) with ordinality as supplied (phone, place)
  `);
}

async function recordEdit(
  tx: Tx,
  { accountId, leadId, caller, now }: LeadChange,
  { before, after }: Edit,
): Promise<void> {
  await tx.execute(sql`
    insert into lead_edit (account_id, lead_id, at, user_id, requested_by, before, after)
    values (${accountId}, ${leadId}, ${now}, ${caller.userId}, ${caller.name}, ${JSON.stringify(before)}, ${JSON.stringify(after)})
  `);
}
