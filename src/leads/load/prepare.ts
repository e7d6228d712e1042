import { countryOfPhone } from "../../geography/countries.ts";
import { turnTaking } from "../../map-in-turns.ts";
import { type Fields, type Origin, type Row, readFields } from "./read-fields.ts";
import { settableStates } from "./settable-states.ts";
import { BadField } from "./texts.ts";
import { type TimeZoneOption, zoneOfLead } from "./zone-of-lead.ts";

/** A row that can become a lead. */
export interface Candidate {
  /** Its number in the upload, from 1. */
  row: number;
  phone: string;
  countryId: string;
  zone: string;
  fields: Fields;
}

export interface BadRow {
  row: number;
  problem: BadField;
}

/** Checks the rows of an upload as far as possible without the database. `numbers` replaces the default 1, 2, 3, … */
export async function prepareRows(
  rows: readonly unknown[],
  origin: Origin,
  timeZoneOption: TimeZoneOption,
  numbers?: readonly number[],
): Promise<{ candidates: Candidate[]; bad: BadRow[] }> {
  const candidates: Candidate[] = [];
  const bad: BadRow[] = [];
  const othersTurn = turnTaking();
  for (const [i, raw] of rows.entries()) {
    const turn = othersTurn();
    if (turn) await turn;
    const row = numbers?.[i] ?? i + 1;
    try {
      candidates.push(prepareRow(row, raw, origin, timeZoneOption));
    } catch (problem) {
      if (!(problem instanceof BadField)) throw problem;
      bad.push({ row, problem });
    }
  }
  return { candidates, bad };
}

function prepareRow(row: number, raw: unknown, origin: Origin, timeZoneOption: TimeZoneOption): Candidate {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    throw new BadField("row", raw, "an object of fields");
  const fields = readFields(raw as Row, origin);
  const { phone } = fields.contact;
  if (phone === undefined)
    throw new BadField("leadPhone", undefined, "a phone number such as 4155550100 or +14155550100");
  const state = fields.dialing.lead_state;
  if (state && !settableStates.includes(state))
    throw new BadField("leadState", state, `one of ${settableStates.join(", ")}`);
  const countryId = fields.contact.country_id ?? countryOfPhone(phone) ?? origin.country;
  const place = {
    phone,
    countryId,
    zip: fields.contact.zip ?? null,
    leadTimezone: fields.leadTimezone ?? null,
  };
  return { row, phone, countryId, zone: zoneOfLead(timeZoneOption, place, origin.timeZone), fields };
}
