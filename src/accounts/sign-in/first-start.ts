import { randomBytes } from "node:crypto";
import type { Config } from "../../config.ts";
import type { Database } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { recordAudit } from "../audit/audit.ts";
import { clientSecretLength, hashClientSecret } from "./oauth-client.ts";
import { passwordRules, weaknessOf } from "./passwords/password-rules.ts";
import { hashPassword, randomSecret } from "./passwords/passwords.ts";
import { ensureSigningKey } from "./signing-key.ts";

/** What the first start created. Contains only the secrets it generated, which are shown this once. */
export interface FirstAccess {
  email: string;
  password?: string;
  clientId: string;
  clientSecret?: string;
}

type Settings = Pick<
  Config,
  "LEADYARD_ADMIN_EMAIL" | "LEADYARD_ADMIN_PASSWORD" | "LEADYARD_CLIENT_ID" | "LEADYARD_CLIENT_SECRET"
>;

/**
 * Creates the first account, its administrator and an API client, unless there is an account already: then changes
 * nothing and returns undefined. Instances that start together create them once.
 */
export async function firstStart(db: Database, settings: Settings): Promise<FirstAccess | undefined> {
  const password = settings.LEADYARD_ADMIN_PASSWORD ?? randomSecret();
  const clientSecret = settings.LEADYARD_CLIENT_SECRET ?? randomSecret();
  const clientId = settings.LEADYARD_CLIENT_ID ?? randomBytes(8).toString("hex");
  const email = settings.LEADYARD_ADMIN_EMAIL;
  const [first] = await db.query(sql`select from account limit 1`);
  if (first) return undefined;
  if (clientSecret.length < clientSecretLength)
    throw new Error(`LEADYARD_CLIENT_SECRET is too short; it takes at least ${clientSecretLength} characters`);
  const weakness = await weaknessOf(password, email);
  if (weakness !== undefined) throw new Error(`LEADYARD_ADMIN_PASSWORD is ${weakness}; it takes ${passwordRules}`);
  const passwordHash = await hashPassword(password);

  const made = await db.transaction(async (tx) => {
    // The other instances wait here, and then see the account.
    await tx.execute(sql`lock table account in exclusive mode`);
    if (await tx.maybe(sql`select from account limit 1`)) return false;
    await ensureSigningKey(tx);
    const { accountId } = await tx.one<{ accountId: number }>(sql`
      insert into account (account_name) values ('Main account') returning account_id as "accountId"
    `);
    const { userId } = await tx.one<{ userId: number }>(sql`
      insert into app_user (email, password_hash, first_name, last_name, home_account_id)
      values (${email}, ${passwordHash}, 'First', 'Administrator', ${accountId}) returning user_id as "userId"
    `);
    await tx.execute(
      sql`insert into account_role (account_id, user_id, role) values (${accountId}, ${userId}, 'admin')`,
    );
    await tx.execute(sql`
      insert into oauth_client (client_id, secret_hash, account_id, label)
      values (${clientId}, ${hashClientSecret(clientSecret)}, ${accountId}, 'First API client')
    `);
    await recordAudit(tx, { userId, name: email }, accountId, {
      type: "CREATE",
      entity: "User",
      id: userId,
      description: `${email} (first administrator)`,
      after: { email, role: "admin" },
    });
    return true;
  });
  if (!made) return undefined;
  return {
    email,
    clientId,
    ...(settings.LEADYARD_ADMIN_PASSWORD === undefined ? { password } : {}),
    ...(settings.LEADYARD_CLIENT_SECRET === undefined ? { clientSecret } : {}),
  };
}

/** What the program prints once it is running. */
export function greeting(url: string, access: FirstAccess | undefined): string {
  const lines = ["", `  Leadyard is at  ${url}`, `  API reference   ${url}/docs`, ""];
  if (access) {
    lines.push(
      "  This was the first start. Sign in with",
      "",
      `    user           ${access.email}`,
      `    password       ${access.password ?? "as given in LEADYARD_ADMIN_PASSWORD"}`,
      `    client id      ${access.clientId}`,
      `    client secret  ${access.clientSecret ?? "as given in LEADYARD_CLIENT_SECRET"}`,
      "",
    );
    if (access.password !== undefined || access.clientSecret !== undefined)
      lines.push("  Keep them: they are stored as hashes and shown only this once.", "");
  }
  return lines.join("\n");
}
