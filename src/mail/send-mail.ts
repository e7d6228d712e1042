import type { Tx } from "../db/database.ts";
import { enqueue } from "../db/enqueue.ts";
import { placeOf } from "../db/secrets/stored-secrets.ts";
import { sql } from "../db/sql.ts";

/** A mail to one recipient. */
interface Mail {
  accountId: number;
  /** One bare address, without a name. */
  to: string;
  subject: string;
  text: string;
  html: string;
  now: Date;
  /** Secret address in place of `{link}` in the texts. Only the recipient sees it, and it is not sent later than an hour. */
  link?: string;
  archiveId?: number | null;
  actionId?: number | null;
}

/** Attempts are spread over ten hours; after that, a link in the mail would be of little use. */
const maxAttempts = 11;

/** Queues a mail, to be sent once the transaction has committed. */
export async function sendMail(tx: Tx, mail: Mail): Promise<void> {
  if (/[\r\n]/.test(mail.to + mail.subject)) throw new Error("the address or subject of a mail contains a line break");
  const { mailId } = await tx.one<{ mailId: number }>(sql`
    insert into mail (account_id, recipient, subject, text_body, html_body, created_at, archive_id, action_id)
    values (${mail.accountId}, ${mail.to}, ${mail.subject}, ${mail.text}, ${mail.html}, ${mail.now}, ${mail.archiveId ?? null},
      ${mail.actionId ?? null})
    returning mail_id as "mailId"
  `);
  if (mail.link !== undefined) {
    const sealed = tx.secrets.seal(mail.link, placeOf("mail.link", `${mail.accountId}/${mailId}`));
    await tx.execute(sql`
      update mail set link = ${sealed} where account_id = ${mail.accountId} and mail_id = ${mailId}
    `);
  }
  await enqueue(tx, "send-mail", { accountId: mail.accountId, mailId }, { maxAttempts });
}
