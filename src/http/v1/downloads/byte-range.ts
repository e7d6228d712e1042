import { refuse } from "../../../errors.ts";

/**
 * Parses a Range header for a file of `size` bytes; both ends are inclusive. Returns undefined when the whole file is
 * to be sent: without a header, for several ranges, or for a malformed one (RFC 9110). RANGE_NOT_SATISFIABLE outside
 * the file.
 */
export function byteRange(header: string | undefined, size: number): { first: number; last: number } | undefined {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== "" && to !== "" && Number(to) < first) return undefined;
  if (first > last) throw refuse("RANGE_NOT_SATISFIABLE", { got: header, size, last: size - 1 });
  return { first, last };
}
