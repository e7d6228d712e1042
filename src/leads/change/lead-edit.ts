import { isDeepStrictEqual } from "node:util";
import { refuse } from "../../errors.ts";
import { zoneFor } from "../../geography/time-zones.ts";
import type { LeadRow } from "../lead-row.ts";
import { type Fields, type Row, textColumns } from "../load/read-fields.ts";
import { refuseBadField } from "../load/refused.ts";
import { settableStates } from "../load/settable-states.ts";
import { BadField, readExtended } from "../load/texts.ts";
import { type TimeZoneOption, zoneOfLead } from "../load/zone-of-lead.ts";
import { stateOfCallback, stickyStates } from "../state.ts";

/** The columns of LeadRow that a change can set. */
export type LeadEdit = Pick<LeadRow, Extract<keyof LeadRow, ContactColumn | DialingColumn>>;
type ContactColumn =
  | (typeof textColumns)[keyof typeof textColumns]
  | "phone"
  | "more_phones"
  | "country_id"
  | "extended";
type DialingColumn = keyof Fields["dialing"] | "reserved_agent_id" | "time_zone" | "callback_at" | "callback_agent_id";

const wireNames: Record<keyof LeadEdit, string> = {
  ...(Object.fromEntries(Object.entries(textColumns).map(([name, column]) => [column, name])) as Record<
    (typeof textColumns)[keyof typeof textColumns],
    string
  >),
  phone: "leadPhone",
  more_phones: "otherPhones",
  country_id: "countryId",
  extended: "extendedLeadData",
  lead_state: "leadState",
  next_dial_time: "nextDialTime",
  pass_count: "leadPasses",
  max_passes: "maxPasses",
  lead_priority: "leadPriority",
  suppressed: "suppressed",
  reserved_agent_id: "reserveAgent",
  time_zone: "leadTimezone",
  callback_at: "callbackDate",
  callback_agent_id: "callbackAgentId",
};

/** The fields that a replacing change blanks unless it mentions them. */
export const blankFields: Row = {
  ...Object.fromEntries(Object.keys(textColumns).map((name) => [name, null])),
  extendedLeadData: null,
  leadPriority: null,
  maxPasses: null,
};

/**
 * Drops `leadPhoneE164` if it is the old number and `leadPhone` a new one: the client read the lead and writes it back.
 */
export function withoutOldPhone(row: Row, lead: LeadRow): Row {
  const { leadPhoneE164, ...others } = row;
  const replaced = leadPhoneE164 === lead.phone && typeof row.leadPhone === "string" && row.leadPhone.trim() !== "";
  return replaced ? others : row;
}

/** The lead with its contact fields changed. Extended data is merged unless the change replaces all. */
export function contactAfter(lead: LeadRow, { contact, otherPhones }: Fields, replace: boolean): LeadEdit {
  const phone = contact.phone ?? lead.phone;
  const { extended = lead.extended } = contact;
  const merged = extended !== null && !replace ? { ...lead.extended, ...extended } : extended;
  return {
    ...lead,
    ...contact,
    phone,
    more_phones: (otherPhones ?? lead.more_phones).filter((other) => other !== phone),
    country_id: contact.country_id ?? lead.country_id,
    extended: refuseBadField(() => readExtended("extendedLeadData", merged)),
  };
}

/**
 * The lead's dialing columns, changed. Refuses to set states that loads and edits may not set, or to leave
 * stickyStates. A paused lead that is made ready gets back a callback that was set on its last call, as with
 * READY_LEADS.
 */
export function dialingAfter(lead: LeadRow, { dialing }: Fields, now: Date) {
  const lead_state = dialing.lead_state ?? lead.lead_state;
  const moved = lead_state !== lead.lead_state;
  if (moved && stickyStates.includes(lead.lead_state)) {
    throw refuse("CONFLICT", {
      what: "Lead",
      id: lead.lead_id,
      reason: `is ${lead.lead_state} and leaves that state only by a lead action whose criteria name it in leadStates`,
    });
  }
  if (moved && !settableStates.includes(lead_state))
    refuseBadField(() => {
      throw new BadField("leadState", lead_state, `one of ${settableStates.join(", ")}`);
    });
  const { callback_at: at, callback_agent_id: agentId } = lead;
  const kept = moved && lead.lead_state === "PAUSED" && lead_state === "READY" && at !== null ? { at, agentId } : null;
  return {
    lead_state: kept ? stateOfCallback(kept, now) : lead_state,
    // Any other change of state closes an open callback.
    ...(moved && !kept ? { callback_at: null, callback_agent_id: null } : {}),
    next_dial_time: dialing.next_dial_time ?? lead.next_dial_time,
    pass_count: dialing.pass_count ?? lead.pass_count,
    max_passes: dialing.max_passes === undefined ? lead.max_passes : dialing.max_passes,
    lead_priority: dialing.lead_priority === undefined ? lead.lead_priority : (dialing.lead_priority ?? 999),
    suppressed: dialing.suppressed ?? lead.suppressed,
  };
}

/** Warns about what a change of state did to the lead's callback. */
export function callbackWarnings(lead: LeadRow, next: LeadEdit): string[] {
  if (lead.callback_at === null || next.lead_state === lead.lead_state) return [];
  const callback = `callback of ${lead.callback_at.toISOString()}`;
  if (next.callback_at === null) return [`${callback} deleted, since the lead is now ${next.lead_state}`];
  return [`${callback}, set on a call, is open again`];
}

/** The lead's zone after the change: it follows the phone, zip code, or country that it was derived from. */
export function zoneAfter(
  asked: TimeZoneOption | undefined,
  listOption: TimeZoneOption,
  lead: LeadRow,
  next: LeadEdit,
  { leadTimezone = null }: Fields,
  accountZone: string,
): string {
  const place = { phone: next.phone, countryId: next.country_id, zip: next.zip, leadTimezone };
  if (asked !== undefined && (asked !== "EXPLICIT" || leadTimezone !== null))
    return zoneOfLead(asked, place, accountZone);
  // A client that writes back the zone it read does not mean to fix it.
  const named = leadTimezone !== null && zoneFor(leadTimezone) !== lead.time_zone;
  if (asked === undefined && named) return zoneOfLead("EXPLICIT", place, accountZone);
  const basis = ({ NPA_NXX: ["phone"], ZIPCODE: ["zip", "phone"], COUNTRY: ["country_id"] } as const)[
    listOption as string
  ];
  const basisChanged = asked === undefined && basis?.some((column) => next[column] !== lead[column]);
  return basisChanged ? zoneOfLead(listOption, place, accountZone) : lead.time_zone;
}

export interface Edit {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** The fields that differ, by their names on the wire. */
export function difference(lead: LeadRow, next: LeadEdit): Edit {
  const edit: Edit = { before: {}, after: {} };
  for (const [column, name] of Object.entries(wireNames) as [keyof LeadEdit, string][]) {
    if (isDeepStrictEqual(lead[column], next[column])) continue;
    edit.before[name] = lead[column];
    edit.after[name] = next[column];
  }
  return edit;
}
