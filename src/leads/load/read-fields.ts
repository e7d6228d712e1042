import { countryId } from "../../geography/countries.ts";
import { parsePhone } from "../../geography/phones.ts";
import { momentAt, parseDate } from "../../validation/dates.ts";
import { type LeadState, parseLeadState } from "../state.ts";
import { BadField, externIdLimit, readBoolean, readExtended, readInteger, readText } from "./texts.ts";

/** How to read the phones and times of rows. */
export interface Origin {
  /** Country (`USA`) of numbers without +, unless the row names another. */
  country: string;
  /** IANA zone of times without a zone. */
  timeZone: string;
  /** Numbers begin with a country calling code even without +. */
  international?: boolean;
}

/** The contents of a row, by column. Fields that the row does not mention are absent; blank fields are null. */
export interface Fields {
  contact: Partial<Record<TextColumn, string | null>> & {
    phone?: string;
    country_id?: string | null;
    extended?: Record<string, unknown> | null;
  };
  dialing: {
    lead_state?: LeadState | null;
    next_dial_time?: Date | null;
    pass_count?: number | null;
    max_passes?: number | null;
    lead_priority?: number | null;
    suppressed?: boolean | null;
  };
  /** Further phones in E.164, without `contact.phone`. */
  otherPhones?: string[];
  /** The agent id as the client wrote it; null: nobody. */
  reserveAgent?: string | null;
  leadTimezone?: string | null;
  /** What was left out of an otherwise valid row. */
  warnings: string[];
}

/** Fields of plain text by their name on the wire, with their columns. */
export const textColumns = {
  externId: "extern_id",
  title: "title",
  firstName: "first_name",
  midName: "mid_name",
  lastName: "last_name",
  suffix: "suffix",
  email: "email",
  address1: "address1",
  address2: "address2",
  city: "city",
  state: "state",
  zip: "zip",
  gateKeeper: "gate_keeper",
  callerId: "caller_id",
  auxData1: "aux_data1",
  auxData2: "aux_data2",
  auxData3: "aux_data3",
  auxData4: "aux_data4",
  auxData5: "aux_data5",
  auxPhone: "aux_phone",
  auxExternalUrl: "aux_external_url",
  auxGreeting: "aux_greeting",
  liveAnswerMessage: "live_answer_message",
  machAnswerMessage: "mach_answer_message",
} as const;
type TextColumn = (typeof textColumns)[keyof typeof textColumns];

const textFields = Object.entries(textColumns);

/** The names that clients use for a field; the first one that is not blank counts. */
const aliases: Record<string, string[]> = {
  midName: ["midName", "middleName"],
  auxPhone: ["auxPhone", "auxPhone1"],
  countryId: ["countryId", "countryCode"],
  leadPasses: ["leadPasses", "passCount"],
  reserveAgent: ["reserveAgent", "pendingAgentId", "reservedAgentId"],
};

export type Row = Readonly<Record<string, unknown>>;

/**
 * Reads the known fields of a row or a change and ignores others. Throws BadField for the first one that is not valid.
 */
export function readFields(row: Row, origin: Origin): Fields {
  const fields: Fields = { contact: {}, dialing: {}, warnings: [] };
  const country = findField(row, "countryId");
  if (country) fields.contact.country_id = readCountry(country);
  const dialedFrom = { ...origin, country: fields.contact.country_id ?? origin.country };
  readPhones(row, dialedFrom, fields);
  if (Object.hasOwn(row, "otherPhones")) readOtherPhones(row.otherPhones, dialedFrom, fields);
  for (const [name, column] of textFields) {
    const found = findField(row, name);
    if (!found) continue;
    fields.contact[column] = readText(found.name, found.value, name === "externId" ? externIdLimit : undefined);
  }
  if (Object.hasOwn(row, "extendedLeadData"))
    fields.contact.extended = readExtended("extendedLeadData", row.extendedLeadData);
  readDialing(row, origin, fields);
  const agent = findField(row, "reserveAgent");
  if (agent) fields.reserveAgent = noAgent(readText(agent.name, agent.value));
  const zone = findField(row, "leadTimezone");
  if (zone) fields.leadTimezone = readText(zone.name, zone.value);
  return fields;
}

/** The phone of a row, whatever is wrong with its other fields; null if it cannot be read. */
export function phoneOf(row: Row, origin: Origin): string | null {
  const fields: Fields = { contact: {}, dialing: {}, warnings: [] };
  const named = findField(row, "countryId")?.value;
  const country = (typeof named === "string" && countryId(named)) || origin.country;
  try {
    readPhones(row, { ...origin, country }, fields);
  } catch (problem) {
    if (!(problem instanceof BadField)) throw problem;
  }
  return fields.contact.phone ?? null;
}

/** Finds a field under the first of its names that is not blank, or else under the first that is present. */
export function findField(row: Row, name: string): { name: string; value: unknown } | undefined {
  const alias = aliases[name];
  if (!alias) return Object.hasOwn(row, name) ? { name, value: row[name] } : undefined;
  const present = alias.filter((one) => Object.hasOwn(row, one));
  const used = present.find((one) => row[one] !== null && row[one] !== undefined && row[one] !== "") ?? present[0];
  return used === undefined ? undefined : { name: used, value: row[used] };
}

const noAgent = (text: string | null) => (text === null || /^\s*0+\s*$/.test(text) ? null : text.trim());

function readCountry({ name, value }: { name: string; value: unknown }): string | null {
  const text = readText(name, value);
  if (text === null) return null;
  const id = countryId(text);
  if (id === undefined) throw new BadField(name, value, "a country such as USA or US");
  return id;
}

const mostPhones = 10;

/**
 * Reads `leadPhoneE164` and `leadPhone`, each with phones separated by `|`. The first valid phone is the lead's own.
 */
function readPhones(row: Row, origin: Origin, fields: Fields): void {
  const names = ["leadPhoneE164", "leadPhone"].filter((name) => Object.hasOwn(row, name));
  if (names.length === 0) return;
  const phones = new Set<string>();
  const unusable: BadField[] = [];
  for (const name of names) {
    for (const text of (readText(name, row[name]) ?? "").split("|")) {
      if (text.trim() === "") continue;
      const phone = readPhone(text, origin);
      if (phone) phones.add(phone);
      else unusable.push(new BadField(name, text.trim(), "a phone number such as 4155550100 or +14155550100"));
    }
  }
  const [first, ...others] = phones;
  if (first === undefined)
    throw unusable[0] ?? new BadField("leadPhone", row.leadPhone, "a phone number such as 4155550100 or +14155550100");
  if (phones.size > mostPhones) throw new BadField("leadPhone", `${phones.size} numbers`, `at most ${mostPhones}`);
  fields.contact.phone = first;
  // A change that names one number leaves the lead's other numbers alone.
  if (others.length > 0) fields.otherPhones = others;
  for (const problem of unusable) fields.warnings.push(`${problem.message} It was left out.`);
}

/** Reads a lead's further numbers as a list; an empty list removes them. */
function readOtherPhones(value: unknown, origin: Origin, fields: Fields): void {
  if (!Array.isArray(value)) throw new BadField("otherPhones", value, "a list of phone numbers");
  const phones = value.map((one: unknown) => {
    const phone = readPhone(readText("otherPhones", one) ?? "", origin);
    if (phone === undefined) throw new BadField("otherPhones", one, "phone numbers such as 4155550100 or +14155550100");
    return phone;
  });
  fields.otherPhones = [...new Set([...(fields.otherPhones ?? []), ...phones])].filter(
    (phone) => phone !== fields.contact.phone,
  );
  if (fields.otherPhones.length >= mostPhones)
    throw new BadField("otherPhones", `${phones.length} numbers`, `at most ${mostPhones - 1}`);
}

function readPhone(text: string, { country, international }: Origin): string | undefined {
  const number = text.trim();
  return (international && /^[1-9]/.test(number) && parsePhone(`+${number}`, country)) || parsePhone(number, country);
}

function readDialing(row: Row, origin: Origin, { dialing }: Fields): void {
  const state = findField(row, "leadState");
  if (state) dialing.lead_state = readState(state);
  if (Object.hasOwn(row, "nextDialTime")) dialing.next_dial_time = readMoment("nextDialTime", row.nextDialTime, origin);
  const passes = findField(row, "leadPasses");
  if (passes) dialing.pass_count = readInteger(passes.name, passes.value, 0);
  if (Object.hasOwn(row, "maxPasses")) {
    const most = readInteger("maxPasses", row.maxPasses, -1);
    // Nobody means a lead that is never dialed: 0 is the unset field of a template.
    dialing.max_passes = most !== null && most > 0 ? most : null;
  }
  if (Object.hasOwn(row, "leadPriority"))
    dialing.lead_priority = readInteger("leadPriority", row.leadPriority, -(2 ** 31));
  if (Object.hasOwn(row, "suppressed")) dialing.suppressed = readBoolean("suppressed", row.suppressed);
}

function readState({ name, value }: { name: string; value: unknown }): LeadState | null {
  const text = readText(name, value);
  if (text === null) return null;
  const state = parseLeadState(text);
  if (state === undefined) throw new BadField(name, value, "a state such as READY, PAUSED or DO-NOT-CALL");
  return state;
}

/** Reads a time: text, or milliseconds since 1970. From 1970 to the year 9999; null if blank. */
export function readMoment(name: string, value: unknown, origin: Origin): Date | null {
  const text = typeof value === "number" && Number.isInteger(value) ? value : readText(name, value);
  if (text === null) return null;
  const moment = typeof text === "number" ? momentAt(text) : parseDate(text, origin.timeZone);
  if (moment !== undefined && moment.getTime() >= 0 && moment.getTime() < 253_402_300_800_000) return moment;
  throw new BadField(name, value, "a date and time such as 2026-07-24T16:00:00.000+0000");
}
