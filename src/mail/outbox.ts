import type { Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";

/** A mail in the outbox. KEPT: written to a file, because there was no mail server. */
export interface OutboxMail {
  mailId: number;
  to: string;
  subject: string;
  status: "QUEUED" | "SENT" | "KEPT" | "FAILED";
  error: string | null;
  createdAt: Date;
  sentAt: Date | null;
  actionId: number | null;
}

const columns: Sql = sql`
  mail_id as "mailId", recipient as "to", subject, status, error, created_at as "createdAt", sent_at as "sentAt", action_id as "actionId"
`;

/** An account's mails, newest first; `before` is the last id of the previous page. */
export async function readOutbox(tx: Tx, accountId: number, limit: number, before?: number) {
  const mails = await tx.query<OutboxMail>(sql`
    select ${columns} from mail
    where account_id = ${accountId} and mail_id < ${before ?? Number.MAX_SAFE_INTEGER}
    order by mail_id desc limit ${limit + 1}
  `);
  const page = mails.slice(0, limit);
  return { mails: page, nextCursor: mails.length > limit ? String(page.at(-1)?.mailId) : null };
}

/** One mail with its text and HTML. */
export async function readMail(
  tx: Tx,
  accountId: number,
  mailId: number,
): Promise<OutboxMail & { text: string; html: string }> {
  const mail = await tx.maybe<OutboxMail & { text: string; html: string }>(sql`
    select ${columns}, text_body as text, html_body as html from mail where account_id = ${accountId} and mail_id = ${mailId}
  `);
  if (!mail) throw refuse("NOT_FOUND", { what: "mail", id: mailId });
  return mail;
}
