import { iso31661Alpha2ToAlpha3, iso31661Alpha3ToAlpha2 } from "iso-3166";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";

/**
 * The id (ISO 3166 alpha-3, `USA`) of a country as clients name it: `USA`, `us`, `United States`, or a calling code, `1` or `+44`, which
 * stands for the largest country that has it. Undefined for no country.
 */
export function countryId(text: string): string | undefined {
  const name = text.trim().toUpperCase();
  if (Object.hasOwn(iso31661Alpha3ToAlpha2, name)) return name;
  const alpha2 = calling(name) ?? name;
  return Object.hasOwn(iso31661Alpha2ToAlpha3, alpha2) ? iso31661Alpha2ToAlpha3[alpha2] : byName().get(name);
}

/** The two-letter form of an id; undefined for what is no id. */
export function alpha2Of(id: string): string | undefined {
  return Object.hasOwn(iso31661Alpha3ToAlpha2, id) ? iso31661Alpha3ToAlpha2[id] : undefined;
}

const byAreaCode = new Map<string, string>();

/** The id of the country an E.164 number belongs to; undefined where the number does not say. */
export function countryOfPhone(phone: string): string | undefined {
  if (!phone.startsWith("+1")) return parsedCountry(phone);
  // In North America the area code decides, and parsing takes 15 µs a number.
  const area = phone.slice(0, 5);
  const country = byAreaCode.get(area) ?? parsedCountry(phone);
  // A number that is not assigned yet does not say for its area code.
  if (country !== undefined) byAreaCode.set(area, country);
  return country;
}

function parsedCountry(phone: string): string | undefined {
  const alpha2 = parsePhoneNumberFromString(phone)?.country;
  return alpha2 ? iso31661Alpha2ToAlpha3[alpha2] : undefined;
}

// Calling codes that several countries share, and whom the code alone means.
const largest: Record<string, string> = { "1": "US", "7": "RU", "39": "IT", "44": "GB", "47": "NO", "61": "AU" };

function calling(text: string): string | undefined {
  const code = /^\+?([1-9]\d{0,2})$/.exec(text)?.[1];
  if (code === undefined) return undefined;
  return largest[code] ?? parsePhoneNumberFromString(`+${code}5550100000`)?.country;
}

let names: Map<string, string> | undefined;

function byName(): Map<string, string> {
  if (!names) {
    const english = new Intl.DisplayNames("en", { type: "region" });
    names = new Map(
      Object.entries(iso31661Alpha2ToAlpha3).map(([alpha2, id]) => [(english.of(alpha2) ?? id).toUpperCase(), id]),
    );
  }
  return names;
}
