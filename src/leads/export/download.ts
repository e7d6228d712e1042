import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { checkLink } from "./link.ts";

interface Download {
  fileName: string;
  byteCount: number;
  /** The file, read from the database as it is taken. */
  content(): AsyncIterable<Buffer>;
}

/** The file behind a download link. */
export async function openDownload(tx: Tx, token: string, now: Date): Promise<Download> {
  const { accountId, archiveId } = await checkLink(tx, token, now);
  const archive = await tx.maybe<{ fileName: string; byteCount: number }>(sql`
    select file_name as "fileName", byte_count as "byteCount" from archive
    where account_id = ${accountId} and archive_id = ${archiveId} and written_at is not null
  `);
  if (!archive) throw refuse("DOWNLOAD_NOT_FOUND");
  return { ...archive, content: () => chunks(tx, accountId, archiveId, archive.byteCount) };
}

async function* chunks(tx: Tx, accountId: number, archiveId: number, byteCount: number): AsyncIterable<Buffer> {
  for (let number = 0, sent = 0; sent < byteCount; number++) {
    const { bytes } = await tx.one<{ bytes: Buffer }>(sql`
      select bytes from archive_chunk where account_id = ${accountId} and archive_id = ${archiveId} and chunk_number = ${number}
    `);
    sent += bytes.length;
    yield bytes;
  }
}
