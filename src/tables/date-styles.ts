import { readXml } from "./xml.ts";

// The built-in formats for dates and times; workbooks refer to them by number, without a format code.
const builtIn = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57]);

/** Reads which cell styles, by number, show a number as a date or a time. */
export async function readDateStyles(pieces: AsyncIterable<Buffer>): Promise<Set<number>> {
  const dates = new Set<number>();
  const formats = new Set(builtIn);
  let inCells = false;
  let style = 0;
  const reading = readXml(pieces, {
    open(name, attributes) {
      if (name === "numFmt" && isDate(attributes.formatCode ?? "")) formats.add(Number(attributes.numFmtId));
      else if (name === "cellXfs") inCells = true;
      else if (name === "xf" && inCells) {
        if (formats.has(Number(attributes.numFmtId ?? 0))) dates.add(style);
        style++;
      }
    },
    close(name) {
      if (name === "cellXfs") inCells = false;
    },
  });
  for await (const _ of reading);
  return dates;
}

/** Whether a format code has a day, month, year, hour, or second outside quotes, brackets, and escapes. */
function isDate(format: string): boolean {
  return /[dmyhs]/i.test(format.replace(/"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\.|_.|\*.|General/gi, ""));
}
