import type { Tx } from "../db/database.ts";
import { enqueue } from "../db/enqueue.ts";
import { sql } from "../db/sql.ts";

interface Mail {
  accountId: number;
  /** One bare address. */
  to: string;
  subject: string;
  text: string;
  html: string;
  now: Date;
  archiveId?: number | null;
  actionId?: number | null;
}

/** How often a mail is tried: over ten hours, after which a link in it would be of little use. */
const maxAttempts = 11;

/** Has a mail sent once the transaction has committed. */
export async function sendMail(tx: Tx, mail: Mail): Promise<void> {
  if (/[\r\n]/.test(mail.to + mail.subject)) throw new Error("a line break in the address or subject of a mail");
  const { mailId } = await tx.one<{ mailId: number }>(sql`
    insert into mail (account_id, recipient, subject, text_body, html_body, created_at, archive_id, action_id)
    values (${mail.accountId}, ${mail.to}, ${mail.subject}, ${mail.text}, ${mail.html}, ${mail.now}, ${mail.archiveId ?? null},
      ${mail.actionId ?? null})
    returning mail_id as "mailId"
  `);
  await enqueue(tx, "send-mail", { accountId: mail.accountId, mailId }, { maxAttempts });
}
