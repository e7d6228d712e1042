import type { Database, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { recordAudit } from "../audit/audit.ts";
import { setPassword } from "../sign-in/credentials/end-credentials.ts";
import { issueOneTimeToken, readOneTimeToken, useOneTimeToken } from "../sign-in/one-time-token.ts";
import { requireGoodPassword } from "../sign-in/passwords/password-rules.ts";
import { hashPassword } from "../sign-in/passwords/passwords.ts";
import { forgetFailedSignIns } from "../sign-in/sign-in.ts";
import { getUser } from "../users.ts";

/** Whether the user chooses a first password or another one. */
export type LinkReason = "INVITATION" | "RESET";

/** What a link lets its holder do. */
export interface PasswordLink {
  email: string;
  reason: LinkReason;
}

export const linkMinutes = 60;

/** Issues the token of a link with which the user chooses a password. It replaces the user's earlier links. */
export async function issuePasswordLink(tx: Tx, userId: number, reason: LinkReason, now: Date): Promise<string> {
  await tx.execute(sql`delete from one_time_token where user_id = ${userId} and purpose = 'password link'`);
  const given = { purpose: "password link", userId, details: { reason }, seconds: linkMinutes * 60 } as const;
  return await issueOneTimeToken(tx, given, now);
}

/** The path of the console's page for a token. It is in the part that browsers send nowhere, so no log has it. */
export const passwordLinkPath = (token: string) => `/choose-password#${token}`;

/** Whose link it is, without using it up. PASSWORD_LINK_INVALID if it does not work any more. */
export async function readPasswordLink(tx: Tx, token: string, now: Date): Promise<PasswordLink> {
  const link = await readOneTimeToken<{ reason: LinkReason }>(tx, "password link", token, now);
  const user = link?.userId ? await getUser(tx, link.userId) : undefined;
  if (!link || !user?.enabled) throw refuse("PASSWORD_LINK_INVALID");
  return { email: user.email, reason: link.details.reason };
}

/** Sets the password of the link's user, and ends everything that the old one opened. A refused password keeps the link. */
export async function choosePassword(db: Database, token: string, password: string, now: Date): Promise<void> {
  const { email } = await readPasswordLink(db, token, now);
  await requireGoodPassword(password, email);
  const passwordHash = await hashPassword(password);
  await db.transaction(async (tx) => {
    const link = await useOneTimeToken<{ reason: LinkReason }>(tx, "password link", token, now);
    if (!link?.userId) throw refuse("PASSWORD_LINK_INVALID");
    const { userId, homeAccountId, enabled } = await getUser(tx, link.userId);
    if (!enabled) throw refuse("PASSWORD_LINK_INVALID");
    const { ended } = await setPassword(tx, userId, passwordHash, now);
    await forgetFailedSignIns(tx, email);
    await recordAudit(tx, { userId, name: email }, homeAccountId, {
      type: "UPDATE",
      entity: "User",
      id: userId,
      description: email,
      after: { password: link.details.reason === "INVITATION" ? "chosen" : "changed", ended },
    });
  });
}
