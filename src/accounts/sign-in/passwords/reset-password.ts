import type { Database } from "../../../db/database.ts";
import { sql } from "../../../db/sql.ts";
import { recordAudit } from "../../audit/audit.ts";
import { type EndedCredentials, setPassword } from "../credentials/end-credentials.ts";
import { forgetFailedSignIns } from "../sign-in.ts";
import { hashPassword, randomSecret } from "./passwords.ts";

/**
 * Sets and returns a new random password for a user who can't sign in, ends the user's credentials, and enables the user
 * again. For operators with access to the database, so it checks no permissions. Undefined if there is no such user.
 */
export async function resetPassword(
  db: Database,
  email: string,
  now: Date,
  { keepCredentials = false } = {},
): Promise<({ password: string } & EndedCredentials) | undefined> {
  const password = randomSecret();
  const passwordHash = await hashPassword(password);
  return await db.transaction(async (tx) => {
    const user = await tx.maybe<{ id: number; email: string; accountId: number }>(sql`
      update app_user set enabled = true where lower(email) = lower(${email})
      returning user_id as id, email, home_account_id as "accountId"
    `);
    if (!user) return undefined;
    const credentials = await setPassword(tx, user.id, passwordHash, now, { keepCredentials });
    await forgetFailedSignIns(tx, user.email);
    await recordAudit(tx, { userId: null, name: "npm run reset-password" }, user.accountId, {
      type: "UPDATE",
      entity: "User",
      id: user.id,
      description: user.email,
      after: { password: "changed", enabled: true, ended: credentials.ended },
    });
    return { password, ...credentials };
  });
}
