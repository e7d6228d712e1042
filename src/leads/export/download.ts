import { isOpenAccount } from "../../accounts/closing.ts";
import type { Database, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { checkLink } from "./link.ts";

interface Download {
  accountId: number;
  exportId: number;
  fileName: string;
  byteCount: number;
  writtenAt: Date;
  /** The bytes from `first` to `last` inclusive, read from the database as they are consumed. */
  content(first?: number, last?: number): AsyncIterable<Buffer>;
}

/**
 * Opens the file behind a download link. With `taken` (a GET, not a HEAD) it counts as received from now on, and its
 * password is forgotten.
 */
export async function openDownload(db: Database, token: string, now: Date, taken: boolean): Promise<Download> {
  const { accountId, archiveId } = await checkLink(db, token, now);
  if (!(await isOpenAccount(db, accountId))) throw refuse("ACCOUNT_CLOSED", { accountId });
  const archive = await db.maybe<{ fileName: string; byteCount: number; writtenAt: Date }>(sql`
    update archive
    set downloaded_at = case when ${taken}::boolean then coalesce(downloaded_at, ${now}) else downloaded_at end,
      password = case when ${taken}::boolean then null else password end
    where account_id = ${accountId} and archive_id = ${archiveId} and written_at is not null
    returning file_name as "fileName", byte_count as "byteCount", written_at as "writtenAt"
  `);
  if (!archive) throw refuse("DOWNLOAD_NOT_FOUND");
  return {
    accountId,
    exportId: archiveId,
    ...archive,
    content: (first = 0, last = archive.byteCount - 1) => bytes(db, accountId, archiveId, first, last),
  };
}

async function* bytes(
  tx: Tx,
  accountId: number,
  archiveId: number,
  first: number,
  last: number,
): AsyncIterable<Buffer> {
  for (let place = first; place <= last; ) {
    const chunk = await tx.one<{ firstByte: number; bytes: Buffer }>(sql`
      select first_byte as "firstByte", bytes from archive_chunk
      where account_id = ${accountId} and archive_id = ${archiveId} and first_byte <= ${place}
      order by first_byte desc limit 1
    `);
    const bytes = chunk.bytes.subarray(place - chunk.firstByte, last + 1 - chunk.firstByte);
    if (bytes.length === 0) throw new Error(`no chunk of archive ${archiveId} has byte ${place}`);
    yield bytes;
    place += bytes.length;
  }
}
