import { type LinkReason, linkMinutes, passwordLinkPath } from "../accounts/password-links/password-link.ts";
import type { User } from "../accounts/users.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { sendMail } from "./send-mail.ts";

interface Link {
  user: User;
  token: string;
  reason: LinkReason;
}

/** Mails a link to its user. The outbox shows the mail without it. `from` is who invites or helps, if anybody. */
export async function mailPasswordLink(
  tx: Tx,
  { publicUrl, clock }: Pick<Context, "publicUrl" | "clock">,
  { user, token, reason }: Link,
  from?: string,
): Promise<void> {
  const words = wordsFor(reason, user.email, from);
  const { subject, lines, button, end } = words;
  await sendMail(tx, {
    accountId: user.homeAccountId,
    to: user.email,
    subject,
    text: [...lines, "", `${button}:`, "{link}", "", end, ""].join("\n"),
    html: page(words),
    link: publicUrl() + passwordLinkPath(token),
    now: clock(),
  });
}

interface Words {
  subject: string;
  lines: string[];
  button: string;
  end: string;
}

function wordsFor(reason: LinkReason, email: string, from: string | undefined): Words {
  const until = `The link works once, within ${linkMinutes} minutes.`;
  if (reason === "INVITATION")
    return {
      subject: "Your invitation to Leadyard",
      lines: [`${from ?? "An administrator"} has invited you to Leadyard. You will sign in as ${email}.`],
      button: "Choose a password",
      end: `${until} If it has expired, ask for another invitation.`,
    };
  return {
    subject: "Choose a new password for Leadyard",
    lines: [
      from === undefined
        ? `Somebody asked for a new password for ${email}.`
        : `${from} has sent you this link to choose a new password for ${email}.`,
    ],
    button: "Choose a new password",
    end: `${until} If you did not ask for it, ignore this email; your password stays the same.`,
  };
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

// Tables and inline styles, since all mail programs render those alike.
function page({ subject, lines, button, end }: Words): string {
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
  <body style="margin:0;padding:32px 16px;background:#eef1f4;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.45">
    <table role="presentation" align="center" cellspacing="0" cellpadding="0" style="width:100%;max-width:560px;margin:0 auto;background:#ffffff;border:1px solid #dde3e9;border-radius:8px">
      <tr><td style="padding:28px 24px 0">
        <h1 style="margin:0 0 16px;color:#17202b;font-size:22px;line-height:1.25">${escapeHtml(subject)}</h1>
        ${lines.map((line) => `<p style="margin:0 0 20px;color:#17202b;overflow-wrap:anywhere">${escapeHtml(line)}</p>`).join("")}
        <a href="{link}" style="display:inline-block;padding:12px 22px;background:#1f6feb;border-radius:6px;color:#ffffff;font-weight:600;text-decoration:none">${button}</a>
      </td></tr>
      <tr><td style="padding:20px 24px 28px;color:#5b6776;font-size:13px">
        ${escapeHtml(end)}<br><br>If the button does not work, copy this address:<br>
        <a href="{link}" style="color:#1f6feb;word-break:break-all">{link}</a>
      </td></tr>
    </table>
  </body>
</html>
`;
}
