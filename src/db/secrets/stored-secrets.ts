import type { Database } from "../database.ts";
import { type Sql, sql } from "../sql.ts";
import { SecretUnreadable } from "./secret-box.ts";

/** A column of sealed secrets. A new one is listed here; everything else follows. */
interface SecretColumn {
  /** Begins the place of each secret: `archive.password`. */
  name: string;
  /** Selects `id`, which ends the place, and `stored`. */
  rows: Sql;
  /** Replaces a secret that is still as it was read. */
  replace: (id: string, before: string, sealed: string) => Sql;
  /** Removes a secret that no key opens. */
  forget: (id: string) => Sql;
  /** What a user must know or do when secrets of this column are forgotten. */
  lost: (count: number) => string;
}

const columns: SecretColumn[] = [
  {
    name: "setting",
    rows: sql`
      select name as id, value #>> '{}' as stored from setting where name in ('signing-key', 'download-secret')
    `,
    replace: (id, before, sealed) => sql`
      update setting set value = to_jsonb(${sealed}::text) where name = ${id} and value #>> '{}' = ${before}
    `,
    forget: (id) => sql`delete from setting where name = ${id}`,
    lost: () =>
      "Everybody is signed out, JWT credentials must be created again, and links of earlier exports no longer work.",
  },
  {
    name: "archive.password",
    rows: sql`
      select account_id || '/' || archive_id as id, password as stored from archive where password is not null
    `,
    replace: (id, before, sealed) => sql`
      update archive set password = ${sealed}
      where account_id || '/' || archive_id = ${id} and password = ${before}
    `,
    // Without its password, an unfinished export would be written unencrypted.
    forget: (id) => sql`
      update archive set password = null,
        failure = case when written_at is null then 'its password was lost with the key of secrets; request it again' end
      where account_id || '/' || archive_id = ${id}
    `,
    lost: (count) => `${count} encrypted exports: those that were not finished must be requested again.`,
  },
  {
    name: "second_factor.seed",
    rows: sql`select user_id::text as id, seed as stored from second_factor`,
    replace: (id, before, sealed) => sql`
      update second_factor set seed = ${sealed} where user_id = ${id} and seed = ${before}
    `,
    forget: (id) => sql`delete from second_factor where user_id = ${id}`,
    lost: (count) => `${count} second factors: these users sign in with the password only, and must set them up again.`,
  },
  {
    name: "mail.link",
    rows: sql`select account_id || '/' || mail_id as id, link as stored from mail where link is not null`,
    replace: (id, before, sealed) => sql`
      update mail set link = ${sealed} where account_id || '/' || mail_id = ${id} and link = ${before}
    `,
    forget: (id) => sql`
      update mail set link = null, status = 'FAILED', error = 'its link was lost with the key of secrets'
      where account_id || '/' || mail_id = ${id}
    `,
    lost: (count) => `${count} mails with invitations or links for forgotten passwords: they are not sent.`,
  },
];

/** The place of a secret, which its seal is bound to. */
export const placeOf = (column: string, id: string | number) => `${column} ${id}`;

/**
 * Seals under the newest key what earlier versions stored in the clear and what is sealed under an older key. Throws
 * SecretUnreadable if no key opens a secret, and then changes nothing.
 */
export async function resealSecrets(db: Database): Promise<void> {
  const changes: Sql[] = [];
  for (const { name, rows, replace } of columns) {
    for (const { id, stored } of await db.query<{ id: string; stored: string }>(rows)) {
      const text = db.secrets.open(stored, placeOf(name, id));
      if (!db.secrets.isCurrent(stored)) changes.push(replace(id, stored, db.secrets.seal(text, placeOf(name, id))));
    }
  }
  for (const change of changes) await db.execute(change);
}

/**
 * Removes secrets that no key opens, after the keys were lost or a backup came without them. Returns for users what
 * must be entered again; nothing if all secrets can be opened.
 */
export async function forgetUnreadable(db: Database): Promise<string[]> {
  return await db.transaction(async (tx) => {
    const lines: string[] = [];
    for (const { name, rows, forget, lost } of columns) {
      const unreadable = (await tx.query<{ id: string; stored: string }>(rows)).filter(({ id, stored }) => {
        try {
          tx.secrets.open(stored, placeOf(name, id));
          return false;
        } catch (error) {
          if (error instanceof SecretUnreadable) return true;
          throw error;
        }
      });
      for (const { id } of unreadable) await tx.execute(forget(id));
      if (unreadable.length > 0) lines.push(lost(unreadable.length));
    }
    return lines;
  });
}
