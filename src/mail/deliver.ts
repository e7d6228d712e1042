import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import nodemailer from "nodemailer";
import type { Options } from "nodemailer/lib/mailer/index.js";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { placeOf } from "../db/secrets/stored-secrets.ts";
import { sql } from "../db/sql.ts";

/** Milliseconds after which a secret link no longer works. */
const linkLifetime = 3_600_000;

interface QueuedMail {
  recipient: string;
  subject: string;
  text: string;
  html: string;
  createdAt: Date;
  /** Sealed; replaces `{link}` in the texts. */
  link: string | null;
}

/**
 * Passes a queued mail to the mail server, or without one keeps it as a file. The row stays locked meanwhile, so two
 * instances can't both send it. Only a crash between the server's answer and our commit sends it twice, with the same
 * Message-ID. Records a permanent refusal, or a failure at the last attempt; throws other failures, so that the job is
 * retried.
 */
export async function deliverMail(
  context: Pick<Context, "db" | "config" | "clock">,
  accountId: number,
  mailId: number,
  lastAttempt = false,
): Promise<void> {
  const failure = await context.db.transaction(async (tx) => {
    const mail = await tx.maybe<QueuedMail>(sql`
      select recipient, subject, text_body as text, html_body as html, created_at as "createdAt", link from mail
      where account_id = ${accountId} and mail_id = ${mailId} and status = 'QUEUED'
      for update skip locked
    `);
    if (!mail) return undefined;
    if (mail.link !== null) {
      if (context.clock().getTime() - mail.createdAt.getTime() > linkLifetime) {
        await recordStatus(tx, accountId, mailId, "FAILED", new Error("its link has expired"));
        return undefined;
      }
      const link = tx.secrets.open(mail.link, placeOf("mail.link", `${accountId}/${mailId}`));
      mail.text = mail.text.replaceAll("{link}", link);
      mail.html = mail.html.replaceAll("{link}", link);
    }
    const message = compose(context.config.MAIL_FROM, accountId, mailId, mail);
    if (context.config.SMTP_URL === undefined) {
      await writeMailFile(context.config.LEADYARD_DATA, `${accountId}-${mailId}.eml`, message);
      await recordStatus(tx, accountId, mailId, "KEPT");
      return undefined;
    }
    try {
      await transport(context.config.SMTP_URL).sendMail(message);
    } catch (error) {
      const final = lastAttempt || isPermanent(error);
      await recordStatus(tx, accountId, mailId, final ? "FAILED" : "QUEUED", error as Error);
      return final ? undefined : (error as Error);
    }
    await recordStatus(tx, accountId, mailId, "SENT", undefined, context.clock());
    return undefined;
  });
  if (failure) throw failure;
}

async function recordStatus(
  tx: Tx,
  accountId: number,
  mailId: number,
  status: string,
  error?: Error,
  sentAt?: Date,
): Promise<void> {
  await tx.execute(sql`
    update mail set status = ${status}, link = case when ${status} = 'QUEUED' then link end, error = ${error?.message ?? null}, sent_at = ${sentAt ?? null}
    where account_id = ${accountId} and mail_id = ${mailId}
  `);
}

function compose(from: string, accountId: number, mailId: number, mail: QueuedMail): Options {
  const host = /@([\w.-]+)/.exec(from)?.[1] ?? "localhost";
  return {
    from,
    // An object is used as it is; text would be parsed for further addresses.
    to: { name: "", address: mail.recipient },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: mail.createdAt,
    // The same for every attempt, so that mail programs recognize a duplicate.
    messageId: `<${accountId}.${mailId}.${mail.createdAt.getTime()}@${host}>`,
    headers: { "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function transport(url: string) {
  return nodemailer.createTransport({ url, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 });
}

/** A 5xx reply about this mail. A refused sign-in or connection isn't permanent: the operator can fix it. */
function isPermanent(error: unknown): boolean {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  return (
    responseCode !== undefined && responseCode >= 500 && code !== "EAUTH" && code !== "ECONNECTION" && code !== "ETLS"
  );
}

/** Writes the mail as an .eml file, under a temporary name first so that nobody reads half a file. */
async function writeMailFile(data: string, name: string, message: Options): Promise<void> {
  const { message: bytes } = await nodemailer
    .createTransport({ streamTransport: true, buffer: true, newline: "windows" })
    .sendMail(message);
  const folder = join(data, "outbox");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, `${name}.new`), bytes as Buffer, { mode: 0o600 });
  await rename(join(folder, `${name}.new`), join(folder, name));
}
