import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../context.ts";
import { sql } from "../db/sql.ts";

/**
 * Removes mails that are older than MAIL_DAYS, and the files of those that were kept as such. Mails still to be sent
 * stay. Returns how many.
 */
export async function dropOldMail({ db, config, clock }: Pick<Context, "db" | "config" | "clock">): Promise<number> {
  const before = new Date(clock().getTime() - config.MAIL_DAYS * 24 * 60 * 60 * 1000);
  const folder = join(config.LEADYARD_DATA, "outbox");
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    // Another instance may have removed it a moment ago.
    const written = await stat(path).catch(() => undefined);
    if (written && written.mtime < before) await rm(path, { force: true });
  }
  return db.execute(sql`delete from mail where created_at < ${before} and status <> 'QUEUED'`);
}
