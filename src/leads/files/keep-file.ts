import type { Caller } from "../../accounts/caller.ts";
import { requireQuota } from "../../accounts/quotas.ts";
import type { Context } from "../../context.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { delimitedRows } from "../../tables/delimited.ts";
import { type Encoding, encodingOf, utf8Of } from "../../tables/encoding.ts";
import { cellsOf, type NumberedRow, type Sheet, widthOf } from "../../tables/rows.ts";
import type { SpoolFile } from "../../tables/spool.ts";
import { unreadable } from "../../tables/unreadable.ts";
import { sheetsOf } from "../../tables/workbook.ts";
import { detectFileType } from "./file-type.ts";
import {
  delimiters,
  type FileSheet,
  type FileType,
  type LeadFile,
  type PreviewRow,
  readLeadFile,
} from "./lead-file.ts";

/** An uploaded file, spooled to disk. */
export interface IncomingFile {
  spooled: SpoolFile;
  fileName: string;
  /** Absent: detected. */
  fileType?: FileType | undefined;
  /** Absent: `"`; empty: none. */
  quoteCharacter?: string | undefined;
  encoding?: Encoding | undefined;
}

const mostRows = 1_000_000;
/** Hours until an uploaded file expires. */
const lifetimeHours = 24;
/** Rows per chunk. A chunk is loaded in one transaction of about 200 ms. */
const chunkRows = 4000;
/** Characters of JSON after which a chunk ends even with fewer rows. */
const chunkLength = 2 * 1024 * 1024;
/** Rows, and characters per cell, of the preview. */
const shownRows = 25;
const shownLength = 200;
/** Characters of all sheets' previews, after which each further sheet shows only its first row, and the most there may be. */
const shownInAll = 512 * 1024;
const mostShown = 4 * 1024 * 1024;

const mebibyte = 1024 * 1024;

/**
 * Bytes that the rows of a file may take once stored. Workbooks are compressed, and their cells may share a text, so a
 * small file could grow without end; rows of real workbooks take up to ten times their file.
 */
const storedLimit = (uploaded: number) => Math.min(Math.max(uploaded * 50, 64 * mebibyte), 1024 * mebibyte);

/**
 * Reads a file of leads to its end and stores its rows for a day, so that any instance can load them. Refuses the whole
 * file if any part is unreadable, and then stores nothing.
 */
export async function storeLeadFile(
  { db, clock }: Pick<Context, "db" | "clock">,
  accountId: number,
  caller: Pick<Caller, "name">,
  given: IncomingFile,
): Promise<LeadFile> {
  const fileType = await detectFileType(given.spooled, given.fileType);
  const encoding = fileType === "EXCEL" ? null : await encodingOf(given.spooled, given.encoding);
  const quote = fileType === "EXCEL" ? null : (given.quoteCharacter ?? '"') || null;
  const limit = storedLimit(given.spooled.size);
  const now = clock();
  const { leadFileId } = await db.transaction(async (tx) => {
    await requireQuota(tx, accountId, "leadFiles");
    await requireQuota(tx, accountId, "leadFileBytes");
    return await tx.one<{ leadFileId: number }>(sql`
    insert into lead_file (account_id, file_name, file_type, quote_character, encoding, byte_count, uploaded_by, created_at, expires_at)
    values (${accountId}, ${given.fileName.replaceAll("\0", "").toWellFormed().slice(0, 500)}, ${fileType}, ${quote}, ${encoding},
      ${given.spooled.size}, ${caller.name}, ${now}, ${new Date(now.getTime() + lifetimeHours * 60 * 60 * 1000)})
    returning lead_file_id as "leadFileId"
  `);
  });
  try {
    const sheets =
      fileType === "EXCEL"
        ? await sheetsOf(given.spooled)
        : [delimitedSheet(given, fileType, encoding as Encoding, quote)];
    let stored = 0;
    const kept = await storeSheets(sheets, async (chunkNumber, sheetNumber, rowCount, rows) => {
      stored += rows.length;
      if (stored > limit) throw refuse("FILE_GROWS_TOO_LARGE", { limit, size: given.spooled.size });
      await db.execute(sql`
        insert into lead_file_chunk (account_id, lead_file_id, chunk_number, sheet_number, row_count, rows)
        values (${accountId}, ${leadFileId}, ${chunkNumber}, ${sheetNumber}, ${rowCount}, ${rows})
      `);
    });
    await db.transaction(async (tx) => {
      await requireQuota(tx, accountId, "leadFileBytes", stored);
      await tx.execute(sql`
        update lead_file set sheets = ${JSON.stringify(kept)}, row_count = ${kept.reduce((sum, sheet) => sum + sheet.rowCount, 0)},
          stored_bytes = ${stored}
        where account_id = ${accountId} and lead_file_id = ${leadFileId}
      `);
    });
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

type StoreChunk = (chunkNumber: number, sheetNumber: number, rowCount: number, rows: Buffer) => Promise<void>;

async function storeSheets(sheets: readonly Sheet[], keep: StoreChunk): Promise<FileSheet[]> {
  const kept: FileSheet[] = [];
  let chunk = 0;
  let rowCount = 0;
  let shown = 0;
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
        sheet.width = Math.max(sheet.width, widthOf(row));
        const text = JSON.stringify(row);
        if (sheet.first.length === 0 || (sheet.first.length < shownRows && shown < shownInAll)) {
          const preview = withShortCells(row);
          sheet.first.push(preview);
          shown += JSON.stringify(preview).length;
          if (shown > mostShown) throw unreadable("the first rows of its sheets are too large; split it by sheet");
        }
        texts.push(text);
        length += text.length;
        if (texts.length === chunkRows || length > chunkLength) await flush();
      }
    }
    await flush();
    kept.push(sheet);
  }
  if (rowCount === 0) throw unreadable("it has no rows");
  return kept;
}

const withShortCells = (row: NumberedRow): PreviewRow => [
  row[0],
  ...cellsOf(row).map((cell) => storable(cell.length > shownLength ? `${cell.slice(0, shownLength - 1)}…` : cell)),
];

/** Replaces what PostgreSQL cannot store: zero characters and lone surrogates. */
export const storable = (text: string) => text.replaceAll("\0", "\uFFFD").toWellFormed();
