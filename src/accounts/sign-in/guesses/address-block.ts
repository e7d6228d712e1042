import { isIPv4, isIPv6 } from "node:net";

/**
 * What a client's address counts as in limits: an IPv4 address itself, an IPv6 address its /64, since one subscriber has
 * all of that. IPv4 in IPv6 (`::ffff:1.2.3.4`, NAT64) counts as IPv4. Takes what a proxy forwards, also with a port;
 * any other text counts as itself.
 */
export function addressBlock(address: string): string {
  const bare = /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return address.slice(0, 64);
  const groups = groupsOf(bare.replace(/%.*$/s, ""));
  const prefix = groups.slice(0, 6).join(":");
  if (prefix === "0:0:0:0:0:ffff" || prefix === "64:ff9b:0:0:0:0")
    return groups
      .slice(6)
      .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
      .join(".");
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** The eight groups of an IPv6 address, in lowercase hex without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = [], tail] = address.split("::").map((part) => (part === "" ? [] : part.split(":").flatMap(hexOf)));
  const known = [...head, ...(tail ?? [])];
  return tail ? [...head, ...Array<string>(8 - known.length).fill("0"), ...tail] : known;
}

/** A group as it is spelled here; the dotted IPv4 address that may end an address is two. */
function hexOf(group: string): string[] {
  if (!group.includes(".")) return [Number.parseInt(group, 16).toString(16)];
  const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
}
