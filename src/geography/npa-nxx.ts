import { readFileSync } from "node:fs";
import { zoneFor } from "./time-zones.ts";

let zonesByPrefix: Map<string, string[]> | undefined;
let longest = 0;

/**
 * The zones a number may be in, by its longest known beginning (for a North American number its area code and exchange); empty if
 * none is known. A toll-free number may be anywhere in its country.
 */
export function zonesOfPhone(phone: string): readonly string[] {
  zonesByPrefix ??= readTable();
  for (let length = Math.min(longest, phone.length - 1); length > 0; length--) {
    const zones = zonesByPrefix.get(phone.slice(1, length + 1));
    if (zones) return zones;
  }
  return [];
}

/** Reads npa-nxx.txt, which scripts/write-npa-nxx.ts writes: each line has zones, joined by `&`, and the prefixes of their numbers. */
function readTable(): Map<string, string[]> {
  const table = new Map<string, string[]>();
  for (const line of readFileSync(new URL("npa-nxx.txt", import.meta.url), "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [names = "", ...prefixes] = line.split(" ");
    const zones = names
      .split("&")
      .map(zoneFor)
      .filter((zone) => zone !== undefined);
    for (const prefix of prefixes) {
      table.set(prefix, zones);
      longest = Math.max(longest, prefix.length);
    }
  }
  return table;
}
