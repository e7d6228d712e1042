import { iso31661Alpha2ToAlpha3, iso31661Alpha3ToAlpha2, iso31662 } from "iso-3166";
import { type CountryCode, getCountries, getCountryCallingCode, Metadata } from "libphonenumber-js/max";
import { greatest, least } from "../extremes.ts";

const northAmerica = { US: "USA", CA: "CAN" } as const;

/** The states and territories of the USA and the provinces of Canada, by country and name. */
export const states = Object.entries(northAmerica).flatMap(([parent, countryId]) =>
  iso31662
    .filter((subdivision) => subdivision.parent === parent && subdivision.code !== "US-UM")
    .map(({ code, name }) => ({ stateId: code.slice(3), stateCode: code.slice(3), stateName: name, countryId }))
    .sort((a, b) => a.stateName.localeCompare(b.stateName)),
);

interface Country {
  /** ISO 3166 alpha-3. */
  countryId: string;
  countryName: string;
  /** The calling code, `1`. */
  countryCode: string;
  /** Digits of a number without the calling code. */
  minAniLength: number;
  maxAniLength: number;
  /** Minutes east of Greenwich, for the westernmost and the easternmost zone. */
  minUtcOffset: number;
  maxUtcOffset: number;
}

/** The id of a country given as `USA`, `usa`, or `US`; undefined for anything else. */
export function countryIdOf(text: string): string | undefined {
  const id = text.trim().toUpperCase();
  if (Object.hasOwn(iso31661Alpha3ToAlpha2, id)) return id;
  return Object.hasOwn(iso31661Alpha2ToAlpha3, id) ? iso31661Alpha2ToAlpha3[id] : undefined;
}

let allCountries: Country[] | undefined;

/** Every country with telephone numbers, ordered by name. */
export function countries(): Country[] {
  allCountries ??= getCountries()
    .flatMap((code) => country(code) ?? [])
    .sort((a, b) => a.countryName.localeCompare(b.countryName));
  return allCountries;
}

function country(code: CountryCode): Country | undefined {
  const countryId = iso31661Alpha2ToAlpha3[code];
  if (countryId === undefined) return undefined;
  const metadata = new Metadata();
  metadata.selectNumberingPlan(code);
  const lengths = metadata.numberingPlan?.possibleLengths() ?? [];
  const offsets = zonesOf(code).map(utcOffset);
  return {
    countryId,
    countryName: new Intl.DisplayNames("en", { type: "region" }).of(code) ?? countryId,
    countryCode: getCountryCallingCode(code),
    minAniLength: least(lengths),
    maxAniLength: greatest(lengths),
    minUtcOffset: least(offsets),
    maxUtcOffset: greatest(offsets),
  };
}

function zonesOf(code: string): string[] {
  const locale = new Intl.Locale(`und-${code}`) as Intl.Locale & { getTimeZones?: () => string[] | undefined };
  const zones = locale.getTimeZones?.() ?? [];
  return zones.length > 0 ? zones : ["UTC"];
}

/** Minutes east of Greenwich in January, when no zone in the northern hemisphere is on daylight time. */
function utcOffset(timeZone: string): number {
  const january = new Date(Date.UTC(new Date().getUTCFullYear(), 0, 15));
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(january);
  const [, sign, hours = "0", minutes = "0"] =
    /GMT([+-])(\d{2}):(\d{2})/.exec(parts.find(({ type }) => type === "timeZoneName")?.value ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
