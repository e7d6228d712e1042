import { unreadable } from "./unreadable.ts";
import { readXml } from "./xml.ts";

// The built-in formats for dates and times; workbooks refer to them by number, without a format code.
const builtIn = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57]);

/** Excel's limits: characters of a number format, and cell formats of a workbook. */
const longestFormat = 255;
const mostStyles = 65_490;

/** Excel opens a workbook with up to 250 formats of its own; other programs write some more. */
const mostFormats = 65_490;

/** Reads which cell styles, by number, show a number as a date or a time. */
export async function readDateStyles(pieces: AsyncIterable<Buffer>): Promise<Set<number>> {
  const dates = new Set<number>();
  const formats = new Set(builtIn);
  let inCells = false;
  let style = 0;
  let own = 0;
  const reading = readXml(pieces, {
    open(name, attributes) {
      if (name === "numFmt") {
        const format = attributes.formatCode ?? "";
        if (format.length > longestFormat)
          throw unreadable(`a number format of it has ${format.length} characters, but Excel allows ${longestFormat}`);
        if (++own > mostFormats) throw unreadable(`it has more than ${mostFormats} number formats`);
        if (isDate(format)) formats.add(Number(attributes.numFmtId));
      } else if (name === "cellXfs") inCells = true;
      else if (name === "xf" && inCells) {
        if (style === mostStyles) throw unreadable(`it has more than ${mostStyles} cell formats, Excel's limit`);
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
  const code = format.toLowerCase();
  for (let at = 0; at < code.length; at++) {
    const character = code[at] as string;
    if ("\\_*".includes(character)) at++;
    else if ("dmyhs".includes(character)) return true;
    else if (character === '"' || character === "[") {
      const end = code.indexOf(character === "[" ? "]" : '"', at + 1);
      // [h], [mm], and [s] count on beyond a day, an hour, and a minute.
      if (character === "[" && /^(h+|m+|s+)$/.test(code.slice(at + 1, Math.max(at, end)))) return true;
      if (end > 0) at = end;
    }
  }
  return false;
}
