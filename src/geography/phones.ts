import { iso31661Alpha3ToAlpha2 } from "iso-3166";
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";

/**
 * The E.164 form of a number as people write it: `4155550100`, `14155550100`, `(415) 555-0100`, `+61 491 570 156`.
 * Numbers without `+` are read as dialed in `country` (`USA` or `US`; an unknown country counts as the USA). An
 * extension is dropped, since a dialer cannot use it. Undefined for text around the number, vanity letters, and numbers
 * that cannot be assigned.
 *
 * The number must be valid, not merely possible: the library calls a number possible by its length alone, which accepts
 * 1234567890 and 0412345678 as US numbers. The 555-01xx numbers of documentation are valid too. In North America the
 * form of the numbering plan is enough: area codes open several times a year, before the library knows them, and tests
 * are full of area code 555.
 */
export function parsePhone(text: string, country: string): string | undefined {
  return plainPhone(text, country) ?? parseAnyPhone(text, country);
}

/** Reads a North American number of nothing but digits, as most are written. The library takes 20 µs for each. */
function plainPhone(text: string, country: string): string | undefined {
  const plain = plainNorthAmerican.exec(text);
  return plain && (text.startsWith("+") || country === "USA" || country === "CAN") ? `+1${plain[1]}` : undefined;
}

function parseAnyPhone(text: string, country: string): string | undefined {
  const parsed = parsePhoneNumberFromString(text.trim(), { defaultCountry: dialingFrom(country), extract: false });
  return parsed && (northAmerican.test(parsed.number) || parsed.isValid()) ? parsed.number : undefined;
}

// The middle digit of an area code is never 9; those are reserved for longer numbers.
const northAmerican = /^\+1[2-9][0-8]\d[2-9]\d{6}$/;

const plainNorthAmerican = /^(?:\+1|1)?([2-9][0-8]\d[2-9]\d{6})$/;

// A long list is parsed when it arrives, and again whenever a condition is built from it.
const mostRemembered = 250_000;
const remembered = new Map<string, string | undefined>();

/** Like parsePhone, but remembers what took long. */
export function parseLongListPhone(text: string, country: string): string | undefined {
  const plain = plainPhone(text, country);
  if (plain) return plain;
  const key = `${country} ${text}`;
  if (remembered.has(key)) return remembered.get(key);
  if (remembered.size >= mostRemembered) remembered.clear();
  const phone = parseAnyPhone(text, country);
  if (text.length <= 40) remembered.set(key, phone);
  return phone;
}

function dialingFrom(country: string): CountryCode {
  const id = country.trim().toUpperCase();
  const alpha2 = iso31661Alpha3ToAlpha2[id] ?? id;
  return isSupportedCountry(alpha2) ? alpha2 : "US";
}

export const phoneTypes = ["MOBILE", "LANDLINE", "TOLL_FREE", "UNKNOWN"] as const;
export type PhoneType = (typeof phoneTypes)[number];

/**
 * The type of line of an E.164 number. Mostly UNKNOWN in North America, where mobiles and landlines share area codes.
 */
export function phoneTypeOf(phone: string): PhoneType {
  switch (parsePhoneNumberFromString(phone)?.getType()) {
    case "MOBILE":
      return "MOBILE";
    case "FIXED_LINE":
      return "LANDLINE";
    case "TOLL_FREE":
      return "TOLL_FREE";
    default:
      return "UNKNOWN";
  }
}

/** A number as RingCX writes it: ten digits in North America, otherwise E.164. */
export function wirePhone(phone: string): string {
  return /^\+1\d{10}$/.test(phone) ? phone.slice(2) : phone;
}
