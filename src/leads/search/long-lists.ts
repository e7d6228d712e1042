import { setImmediate as nextTurn } from "node:timers/promises";
import { parseLongListPhone } from "../../geography/phones.ts";

/** The most entries a list of criteria may have. */
export const longestList = 100_000;

// Parsing this many foreign numbers takes about 10 ms; North American ones take a hundredth of that.
const slice = 500;

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
  const phones: string[] = [];
  for (const [i, text] of texts.entries()) {
    if (i % slice === slice - 1) await nextTurn();
    const phone = parseLongListPhone(text, country);
    if (phone !== undefined) phones.push(phone);
  }
  return phones;
}

function withoutRepeats<T>(list: readonly T[]): T[] {
  // Objects are time zones: {name: "CST"}.
  return [...new Map(list.map((entry) => [typeof entry === "object" ? JSON.stringify(entry) : entry, entry])).values()];
}
