import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../context.ts";
import { sql } from "../db/sql.ts";

/** Deletes mails older than MAIL_DAYS, and their files; returns how many. Mails that are still to be sent stay. */
export async function dropOldMail({ db, config, clock }: Pick<Context, "db" | "config" | "clock">): Promise<number> {
  const before = new Date(clock().getTime() - config.MAIL_DAYS * 24 * 60 * 60 * 1000);
  const folder = join(config.LEADYARD_DATA, "outbox");
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    // Another instance may just have deleted it.
    const written = await stat(path).catch(() => undefined);
    if (written && written.mtime < before) await rm(path, { force: true });
  }
  return db.execute(sql`delete from mail where created_at < ${before} and status <> 'QUEUED'`);
}
