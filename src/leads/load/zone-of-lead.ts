import { createRequire } from "node:module";
import tzlookup from "@photostructure/tz-lookup";
import { alpha2Of } from "../../geography/countries.ts";
import { zonesOfPhone } from "../../geography/npa-nxx.ts";
import { zoneFor } from "../../geography/time-zones.ts";
import { BadField } from "./texts.ts";

export const timeZoneOptions = ["NPA_NXX", "ZIPCODE", "EXPLICIT", "COUNTRY", "NOT_APPLICABLE"] as const;
export type TimeZoneOption = (typeof timeZoneOptions)[number];

/** What says where a lead is. */
export interface Place {
  /** E.164. */
  phone: string;
  countryId: string;
  zip: string | null;
  leadTimezone: string | null;
}

/**
 * The IANA zone whose clock counts for a lead.
 *
 * - NPA_NXX: where the number stands. A number of several zones, such as a toll-free one, takes the first of these that is among
 *   them: the zip code's, the account's, the country's main one, the first. A number of no known place: the country's.
 * - ZIPCODE: where the zip code is (USA and Canada); without a known one as NPA_NXX.
 * - EXPLICIT: `leadTimezone`; without one as NPA_NXX. Throws BadField for a name that is no zone.
 * - COUNTRY: the account's zone where the lead's country has it, else the country's main one.
 * - NOT_APPLICABLE: the account's.
 */
export function zoneOfLead(option: TimeZoneOption, place: Place, accountZone: string): string {
  switch (option) {
    case "NPA_NXX":
      return byPhone(place, accountZone);
    case "ZIPCODE":
      return byZip(place) ?? byPhone(place, accountZone);
    case "EXPLICIT":
      return explicit(place) ?? byPhone(place, accountZone);
    case "COUNTRY":
      return byCountry(place.countryId, accountZone);
    case "NOT_APPLICABLE":
      return accountZone;
  }
}

function explicit({ leadTimezone }: Place): string | undefined {
  if (leadTimezone === null) return undefined;
  const zone = zoneFor(leadTimezone);
  if (zone === undefined)
    throw new BadField("leadTimezone", leadTimezone, "a zone such as America/Chicago or an abbreviation such as CST");
  return zone;
}

function byPhone(place: Place, accountZone: string): string {
  const zones = zonesOfPhone(place.phone);
  const [first, second] = zones;
  if (first === undefined) return byCountry(place.countryId, accountZone);
  if (second === undefined) return first;
  const likely = [byZip(place), accountZone, mainZone(place.countryId)];
  return likely.find((zone) => zone !== undefined && zones.includes(zone)) ?? first;
}

const zipZones = new Map<string, string | undefined>();

// Some 40 MB, which only loads that go by ZIP code need.
let zipcodes: typeof import("zipcodes") | undefined;

function byZip({ zip, countryId }: Place): string | undefined {
  const code = zip === null ? undefined : postcode(zip, countryId);
  if (code === undefined) return undefined;
  if (!zipZones.has(code)) {
    zipcodes ??= createRequire(import.meta.url)("zipcodes") as typeof import("zipcodes");
    const found = zipcodes.lookup(code);
    const located = found && Number.isFinite(found.latitude) && Number.isFinite(found.longitude);
    zipZones.set(code, located ? zoneFor(tzlookup(found.latitude, found.longitude)) : undefined);
  }
  return zipZones.get(code);
}

/** Territories whose post the USA carries. */
const american = new Set(["USA", "PRI", "VIR", "GUM", "ASM", "MNP"]);

/** The five digits of an American code, of which spreadsheets drop the leading noughts, or the first three characters of a Canadian one. */
function postcode(zip: string, countryId: string): string | undefined {
  const text = zip.trim().toUpperCase();
  if (american.has(countryId)) return /^(\d{3,5})(-?\d{4})?$/.exec(text)?.[1]?.padStart(5, "0");
  return countryId === "CAN" ? /^[A-Z]\d[A-Z]/.exec(text)?.[0] : undefined;
}

function byCountry(countryId: string, accountZone: string): string {
  return countryZones(countryId).includes(accountZone) ? accountZone : (mainZone(countryId) ?? accountZone);
}

// Where most people of a country with several zones live, unless that is the first by name.
const main: Record<string, string> = {
  ARG: "America/Argentina/Buenos_Aires",
  AUS: "Australia/Sydney",
  BRA: "America/Sao_Paulo",
  CAN: "America/Toronto",
  CHL: "America/Santiago",
  CYP: "Asia/Nicosia",
  ESP: "Europe/Madrid",
  FSM: "Pacific/Pohnpei",
  GRL: "America/Nuuk",
  KIR: "Pacific/Tarawa",
  MEX: "America/Mexico_City",
  MHL: "Pacific/Majuro",
  MNG: "Asia/Ulaanbaatar",
  PNG: "Pacific/Port_Moresby",
  PRT: "Europe/Lisbon",
  PYF: "Pacific/Tahiti",
  RUS: "Europe/Moscow",
  USA: "America/New_York",
  UZB: "Asia/Tashkent",
};

function mainZone(countryId: string): string | undefined {
  return main[countryId] ?? countryZones(countryId)[0];
}

const byId = new Map<string, readonly string[]>();

function countryZones(countryId: string): readonly string[] {
  let zones = byId.get(countryId);
  if (!zones) {
    const alpha2 = alpha2Of(countryId);
    const listed = alpha2 === undefined ? [] : (new Intl.Locale(`und-${alpha2}`).getTimeZones?.() ?? []);
    zones = listed.map((zone) => zoneFor(zone) ?? zone);
    byId.set(countryId, zones);
  }
  return zones;
}
