import { parseLongListPhone } from "../../geography/phones.ts";
import { mapInTurns } from "../../map-in-turns.ts";

/** The most entries a list of criteria may have. */
export const longestList = 100_000;

/** The most numbers a search by phone numbers may have; people send files of them. */
export const longestPhoneList = 250_000;

/**
 * Prepares criteria whose lists may be long: drops repeated entries, and parses the phones in slices between which other
 * requests are served. What the phones parse to is remembered, so a condition built from the criteria takes no time.
 */
export async function prepareLongLists<C extends { leadPhoneNumbers?: string[] }>(
  criteria: C,
  country: string,
): Promise<C> {
  const prepared = Object.fromEntries(
    Object.entries(criteria).map(([name, value]) => [
      name,
      Array.isArray(value) ? withoutRepeats<unknown>(value) : value,
    ]),
  ) as C;
  await parsePhones(prepared.leadPhoneNumbers ?? [], country);
  return prepared;
}

/** Parses phones in slices; those that are not numbers are left out. */
export async function parsePhones(texts: readonly string[], country: string): Promise<string[]> {
  const phones = await mapInTurns(texts, (text) => parseLongListPhone(text, country));
  return phones.filter((phone) => phone !== undefined);
}

function withoutRepeats<T>(list: readonly T[]): T[] {
  // Objects are time zones: {name: "CST"}.
  return [...new Map(list.map((entry) => [typeof entry === "object" ? JSON.stringify(entry) : entry, entry])).values()];
}
