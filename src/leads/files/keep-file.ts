import type { Caller } from "../../accounts/caller.ts";
import type { Context } from "../../context.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { delimitedRows } from "../../tables/delimited.ts";
import { type Encoding, encodingOf, utf8Of } from "../../tables/encoding.ts";
import type { NumberedRow, Sheet } from "../../tables/rows.ts";
import type { SpoolFile } from "../../tables/spool.ts";
import { unreadable } from "../../tables/unreadable.ts";
import { sheetsOf } from "../../tables/workbook.ts";
import { settleFileType } from "./file-type.ts";
import { delimiters, type FileSheet, type FileType, type LeadFile, readLeadFile } from "./lead-file.ts";

/** A file as it came. */
export interface IncomingFile {
  spooled: SpoolFile;
  fileName: string;
  /** Absent: as the file looks. */
  fileType?: FileType | undefined;
  /** Absent: `"`; empty: none. */
  quoteCharacter?: string | undefined;
  encoding?: Encoding | undefined;
}

const mostRows = 1_000_000;
/** Hours for which a file is kept. */
const keptHours = 24;
/** Rows a chunk, which are loaded in one transaction of some 200 ms. */
const chunkRows = 4000;
/** Characters after which a chunk ends before that. */
const chunkLength = 2 * 1024 * 1024;
const shownRows = 25;
const shownLength = 200;

/**
 * Reads a file of leads from end to end, and keeps its rows for a day, so that any instance can load them. Refuses it as a whole when a part of it cannot be
 * read; then nothing stays of it.
 */
export async function keepLeadFile(
  { db, clock }: Pick<Context, "db" | "clock">,
  accountId: number,
  caller: Pick<Caller, "name">,
  given: IncomingFile,
): Promise<LeadFile> {
  const fileType = await settleFileType(given.spooled, given.fileType);
  const encoding = fileType === "EXCEL" ? null : await encodingOf(given.spooled, given.encoding);
  const quote = fileType === "EXCEL" ? null : (given.quoteCharacter ?? '"') || null;
  const now = clock();
  const { leadFileId } = await db.one<{ leadFileId: number }>(sql`
    insert into lead_file (account_id, file_name, file_type, quote_character, encoding, byte_count, uploaded_by, created_at, expires_at)
    values (${accountId}, ${given.fileName.replaceAll("\0", "").toWellFormed().slice(0, 500)}, ${fileType}, ${quote}, ${encoding},
      ${given.spooled.size}, ${caller.name}, ${now}, ${new Date(now.getTime() + keptHours * 60 * 60 * 1000)})
    returning lead_file_id as "leadFileId"
  `);
  try {
    const sheets =
      fileType === "EXCEL"
        ? await sheetsOf(given.spooled)
        : [delimitedSheet(given, fileType, encoding as Encoding, quote)];
    const kept = await keepSheets(sheets, async (chunkNumber, sheetNumber, rowCount, rows) => {
      await db.execute(sql`
        insert into lead_file_chunk (account_id, lead_file_id, chunk_number, sheet_number, row_count, rows)
        values (${accountId}, ${leadFileId}, ${chunkNumber}, ${sheetNumber}, ${rowCount}, ${rows})
      `);
    });
    await db.execute(sql`
      update lead_file set sheets = ${JSON.stringify(kept)}, row_count = ${kept.reduce((sum, sheet) => sum + sheet.rowCount, 0)}
      where account_id = ${accountId} and lead_file_id = ${leadFileId}
    `);
  } catch (error) {
    await db.execute(sql`delete from lead_file where account_id = ${accountId} and lead_file_id = ${leadFileId}`);
    throw error;
  }
  return await readLeadFile(db, accountId, leadFileId, now);
}

function delimitedSheet(
  { spooled, fileName }: IncomingFile,
  fileType: Exclude<FileType, "EXCEL">,
  encoding: Encoding,
  quote: string | null,
): Sheet {
  const rows = delimitedRows(utf8Of(spooled, encoding), { delimiter: delimiters[fileType], quote });
  return { number: 1, name: fileName, rows };
}

type KeepChunk = (chunkNumber: number, sheetNumber: number, rowCount: number, rows: Buffer) => Promise<void>;

async function keepSheets(sheets: readonly Sheet[], keep: KeepChunk): Promise<FileSheet[]> {
  const kept: FileSheet[] = [];
  let chunk = 0;
  let rowCount = 0;
  for (const { number, name, rows } of sheets) {
    const sheet: FileSheet = { number, name: storable(name), rowCount: 0, width: 0, first: [] };
    let texts: string[] = [];
    let length = 0;
    const flush = async () => {
      if (texts.length > 0) await keep(chunk++, number, texts.length, Buffer.from(`[${texts.join(",")}]`));
      texts = [];
      length = 0;
    };
    for await (const some of rows) {
      for (const row of some) {
        if (++rowCount > mostRows + 1) throw refuse("TOO_MANY_ROWS", { limit: mostRows });
        sheet.rowCount++;
        sheet.width = Math.max(sheet.width, row.length - 1);
        if (sheet.first.length < shownRows) sheet.first.push(cut(row));
        const text = JSON.stringify(row);
        texts.push(text);
        length += text.length;
        if (texts.length === chunkRows || length > chunkLength) await flush();
      }
    }
    await flush();
    kept.push(sheet);
  }
  if (rowCount === 0) throw unreadable("it holds no row");
  return kept;
}

const cut = ([number, ...cells]: NumberedRow): NumberedRow => [
  number,
  ...cells.map((cell) => storable(cell.length > shownLength ? `${cell.slice(0, shownLength - 1)}…` : cell)),
];

/** A text as PostgreSQL can hold it. */
export const storable = (text: string) => text.replaceAll("\0", "\uFFFD").toWellFormed();
