import { posix } from "node:path";
import { readDateStyles } from "./date-styles.ts";
import type { Sheet } from "./rows.ts";
import { readSharedStrings } from "./shared-strings.ts";
import { sheetRows } from "./sheet-rows.ts";
import type { SpoolFile } from "./spool.ts";
import { unreadable } from "./unreadable.ts";
import { readXml } from "./xml.ts";
import { type Part, partsOf, readPart } from "./zip-parts.ts";

const mostSheets = 250;
const mostRelations = 5000;

/**
 * The worksheets of an .xlsx file in the order of their tabs, including hidden ones. Shared strings are read once and
 * stay in memory as long as the sheets do.
 */
export async function sheetsOf(spooled: SpoolFile): Promise<Sheet[]> {
  const parts = await partsOf(spooled);
  const read = (part: Part) => readPart(spooled, part);
  const book = await bookPart(parts, read);
  const folder = posix.dirname(book);
  const at = (target: string) => (target.startsWith("/") ? target.slice(1) : posix.join(folder, target));
  const relations = await readRelations(parts.get(`${folder}/_rels/${posix.basename(book)}.rels`), read);
  const { sheets, from1904 } = await readBook(read(parts.get(book) as Part));
  const partOf = (kind: string) => parts.get(at(relations.find(({ type }) => type.endsWith(kind))?.target ?? ""));
  const styles = partOf("/styles");
  const texts = partOf("/sharedStrings");
  const meaning = {
    dates: styles ? await readDateStyles(read(styles)) : new Set<number>(),
    strings: texts ? await readSharedStrings(read(texts)) : undefined,
    from1904,
  };
  const used = new Set<Part>();
  return sheets.flatMap(({ name, relation }, i) => {
    const found = relations.find(({ id, type }) => id === relation && type.endsWith("/worksheet"));
    const part = found && parts.get(at(found.target));
    if (!part) return [];
    if (used.has(part)) throw unreadable("two of its sheets are the same part of the file; save it again");
    used.add(part);
    return [{ number: i + 1, name, rows: sheetRows(read(part), meaning) }];
  });
}

type Read = (part: Part) => AsyncIterable<Buffer>;

async function bookPart(parts: Map<string, Part>, read: Read): Promise<string> {
  const [first] = (await readRelations(parts.get("_rels/.rels"), read)).filter(({ type }) =>
    type.endsWith("/officeDocument"),
  );
  const name = first?.target.replace(/^\//, "") ?? "xl/workbook.xml";
  if (parts.has(name) && !name.endsWith(".bin") && !name.startsWith("word/") && !name.startsWith("ppt/")) return name;
  throw unreadable(
    "it is a ZIP file but not an Excel workbook (.xlsx); unpack it first, or save the workbook as .xlsx",
  );
}

interface Relation {
  id: string;
  type: string;
  target: string;
}

async function readRelations(part: Part | undefined, read: Read): Promise<Relation[]> {
  const relations: Relation[] = [];
  if (!part) return relations;
  const reading = readXml(read(part), {
    open(name, { Id: id = "", Type: type = "", Target: target = "" }) {
      if (name !== "Relationship") return;
      if (relations.length === mostRelations) throw unreadable("it has far more parts than a workbook of leads");
      relations.push({ id, type, target });
    },
    close() {},
  });
  for await (const _ of reading);
  return relations;
}

async function readBook(pieces: AsyncIterable<Buffer>) {
  const sheets: { name: string; relation: string }[] = [];
  let from1904 = false;
  const reading = readXml(pieces, {
    open(name, attributes) {
      if (name === "sheet") {
        const relation = Object.entries(attributes).find(([key]) => key.endsWith(":id"))?.[1] ?? "";
        if (sheets.length === mostSheets) throw unreadable(`it has more than ${mostSheets} sheets; split it`);
        // Excel allows 31 characters, others 100.
        sheets.push({ name: (attributes.name ?? "").slice(0, 100), relation });
      } else if (name === "workbookPr") from1904 = ["1", "true"].includes(attributes.date1904 ?? "");
    },
    close() {},
  });
  for await (const _ of reading);
  return { sheets, from1904 };
}
