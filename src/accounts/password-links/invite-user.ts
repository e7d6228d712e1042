import type { Database, Transaction } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuseOnViolation } from "../../db/violation.ts";
import { refuse } from "../../errors.ts";
import { recordAudit } from "../audit/audit.ts";
import { type Caller, type Role, requireUnlimited } from "../caller.ts";
import { requireQuota } from "../quotas.ts";
import { holdOwnCredential } from "../sign-in/credentials/end-credentials.ts";
import { getUserOf, type UserOfAccount } from "../users.ts";
import { issuePasswordLink, type LinkReason } from "./password-link.ts";

interface Invited {
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
}

/** What happens with a link in the transaction that issued it, for instance that it is mailed. */
export type SendLink = (
  tx: Transaction,
  link: { user: UserOfAccount; token: string; reason: LinkReason },
) => Promise<void>;

/** Creates a user who chooses a password by a link. CONFLICT if the email address is taken. */
export async function inviteUser(
  db: Database,
  caller: Caller,
  accountId: number,
  { email, firstName, lastName, role }: Invited,
  send: SendLink,
  now: Date,
): Promise<{ user: UserOfAccount; token: string }> {
  requireUnlimited(caller);
  return await db.transaction(async (tx) => {
    await holdOwnCredential(tx, caller);
    await requireQuota(tx, accountId, "users");
    const { userId } = await refuseOnViolation(
      tx.one<{ userId: number }>(sql`
        insert into app_user (email, first_name, last_name, home_account_id)
        values (${email}, ${firstName}, ${lastName}, ${accountId}) returning user_id as "userId"
      `),
      "app_user_email",
      () => refuse("CONFLICT", { what: "user", id: email, reason: "exists already" }),
    );
    await tx.execute(sql`
      insert into account_role (account_id, user_id, role) values (${accountId}, ${userId}, ${role})
    `);
    const user = await getUserOf(tx, accountId, userId);
    const change = { type: "CREATE", entity: "User", id: userId, description: email } as const;
    await recordAudit(tx, caller, accountId, { ...change, after: { email, firstName, lastName, role, invited: true } });
    const token = await issuePasswordLink(tx, userId, "INVITATION", now);
    await send(tx, { user, token, reason: "INVITATION" });
    return { user, token };
  });
}

/**
 * Issues another link for a user at home on the account: an invitation if they never chose a password, or else one to
 * choose a new password. CONFLICT for users who are disabled or sign in elsewhere.
 */
export async function renewPasswordLink(
  db: Database,
  caller: Caller,
  accountId: number,
  userId: number,
  send: SendLink,
  now: Date,
): Promise<{ user: UserOfAccount; token: string }> {
  requireUnlimited(caller);
  return await db.transaction(async (tx) => {
    await holdOwnCredential(tx, caller);
    const user = await getUserOf(tx, accountId, userId);
    if (user.homeAccountId !== accountId) throw refuse("USER_AT_HOME_ELSEWHERE", { userId });
    if (!user.enabled) throw refuse("CONFLICT", { what: "user", id: user.email, reason: "is disabled" });
    const elsewhere = await tx.maybe(sql`
      select from app_user where user_id = ${userId} and oidc_subject is not null and password_hash is null
    `);
    if (elsewhere)
      throw refuse("CONFLICT", {
        what: "user",
        id: user.email,
        reason: "signs in with single sign-on, without a password",
      });
    const reason = user.hasPassword ? "RESET" : "INVITATION";
    const token = await issuePasswordLink(tx, userId, reason, now);
    const change = { type: "UPDATE", entity: "User", id: userId, description: user.email } as const;
    await recordAudit(tx, caller, accountId, { ...change, after: { passwordLink: "issued" } });
    await send(tx, { user, token, reason });
    return { user, token };
  });
}
