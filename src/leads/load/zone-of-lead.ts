import { createRequire } from "node:module";
import tzlookup from "@photostructure/tz-lookup";
import { alpha2Of } from "../../geography/countries.ts";
import { zonesOfPhone } from "../../geography/npa-nxx.ts";
import { zoneFor } from "../../geography/time-zones.ts";
import { BadField } from "./texts.ts";

export const timeZoneOptions = ["NPA_NXX", "ZIPCODE", "EXPLICIT", "COUNTRY", "NOT_APPLICABLE"] as const;
export type TimeZoneOption = (typeof timeZoneOptions)[number];

/** What is known about where a lead is. */
export interface Place {
  /** E.164. */
  phone: string;
  countryId: string;
  zip: string | null;
  leadTimezone: string | null;
}

/**
 * The IANA zone of a lead's local time, which calling windows go by.
 *
 * - NPA_NXX: the zone of the phone number. If a number may be in several zones (toll-free, for one), the first of these
 *   that is among them: the zip code's, the account's, the country's main zone, the number's first. If the place of the
 *   number is unknown, as COUNTRY.
 * - ZIPCODE: the zone of the zip code (USA and Canada); if that is unknown, as NPA_NXX.
 * - EXPLICIT: `leadTimezone`; if absent, as NPA_NXX. Throws BadField for a name that is not a zone.
 * - COUNTRY: the account's zone if it is a zone of the lead's country, else the country's main zone.
 * - NOT_APPLICABLE: the account's zone.
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

// About 40 MB of memory, so it is loaded only when a zip code is looked up.
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

/** Countries and territories with zip codes of the US Postal Service. */
const uspsCountries = new Set(["USA", "PRI", "VIR", "GUM", "ASM", "MNP"]);

/** Five digits of a US code (spreadsheets drop leading zeros), or the first three characters of a Canadian code. */
function postcode(zip: string, countryId: string): string | undefined {
  const text = zip.trim().toUpperCase();
  if (uspsCountries.has(countryId)) return /^(\d{3,5})(-?\d{4})?$/.exec(text)?.[1]?.padStart(5, "0");
  return countryId === "CAN" ? /^[A-Z]\d[A-Z]/.exec(text)?.[0] : undefined;
}

function byCountry(countryId: string, accountZone: string): string {
  return countryZones(countryId).includes(accountZone) ? accountZone : (mainZone(countryId) ?? accountZone);
}

// The zone where most people live, for countries with several zones, unless that zone comes first by name.
const mainZones: Record<string, string> = {
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
  return mainZones[countryId] ?? countryZones(countryId)[0];
}

const zonesByCountry = new Map<string, readonly string[]>();

function countryZones(countryId: string): readonly string[] {
  let zones = zonesByCountry.get(countryId);
  if (!zones) {
    const alpha2 = alpha2Of(countryId);
    const listed = alpha2 === undefined ? [] : (new Intl.Locale(`und-${alpha2}`).getTimeZones?.() ?? []);
    zones = listed.map((zone) => zoneFor(zone) ?? zone);
    zonesByCountry.set(countryId, zones);
  }
  return zones;
}
