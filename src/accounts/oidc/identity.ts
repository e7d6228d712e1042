import type { Database, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { recordAudit } from "../audit/audit.ts";
import type { Role } from "../caller.ts";
import { requireQuota } from "../quotas.ts";
import { lockAdministration, requireAdministrators } from "../users.ts";
import { type GroupRole, rolesOf } from "./role-mapping.ts";

/** A person as the identity provider describes them. */
export interface Identity {
  issuer: string;
  /** The provider's id of the person, which never changes. */
  subject: string;
  /** Absent if the provider gives none, or does not vouch for it. */
  verifiedEmail: string | undefined;
  firstName: string;
  lastName: string;
  groups: string[];
}

interface KnownUser {
  userId: number;
  email: string;
  enabled: boolean;
}

/**
 * The id of the user whom the identity signs in, with exactly the roles that its groups give. Finds the user by the
 * provider's id, or links an existing one by verified email, or creates one without a password. Refuses with
 * OIDC_NO_ROLE, OIDC_EMAIL_UNVERIFIED, or OIDC_USER_DISABLED.
 */
export async function signInIdentity(db: Database, identity: Identity, mapping: GroupRole[]): Promise<number> {
  const signedIn = await db.transaction(async (tx) => {
    const given = await existingAccounts(tx, rolesOf(identity.groups, mapping));
    const known = await findUser(tx, identity);
    if (known && !known.enabled) throw refuse("OIDC_USER_DISABLED", { email: known.email });
    // Somebody who lost all groups loses the roles too, and not only this sign-in.
    if (known) await replaceRoles(tx, known, given);
    if (given.size === 0) return undefined;
    return known ?? (await createUser(tx, identity, given));
  });
  // Thrown outside of the transaction, so that lost roles stay lost.
  if (!signedIn) throw refuse("OIDC_NO_ROLE", { groups: identity.groups.slice(0, 20).join(", ") || "none" });
  return signedIn.userId;
}

async function existingAccounts(tx: Tx, given: Map<number, Role>): Promise<Map<number, Role>> {
  const rows = await tx.query<{ accountId: number }>(sql`
    select account_id as "accountId" from account where account_id = any(${[...given.keys()]}::bigint[])
  `);
  const there = new Set(rows.map(({ accountId }) => accountId));
  return new Map([...given].filter(([accountId]) => there.has(accountId)));
}

async function findUser(tx: Tx, { issuer, subject, verifiedEmail }: Identity): Promise<KnownUser | undefined> {
  const linked = await tx.maybe<KnownUser>(sql`
    select user_id as "userId", email, enabled from app_user
    where oidc_issuer = ${issuer} and oidc_subject = ${subject} for update
  `);
  if (linked) return linked;
  if (verifiedEmail === undefined) throw refuse("OIDC_EMAIL_UNVERIFIED");
  const byEmail = await tx.maybe<KnownUser & { isLinked: boolean }>(sql`
    select user_id as "userId", email, enabled, oidc_subject is not null as "isLinked" from app_user
    where lower(email) = lower(${verifiedEmail}) for update
  `);
  if (!byEmail) return undefined;
  // An address that was given to somebody else does not give away the earlier owner's user.
  if (byEmail.isLinked) throw refuse("OIDC_EMAIL_TAKEN", { email: verifiedEmail });
  await tx.execute(sql`
    update app_user set oidc_issuer = ${issuer}, oidc_subject = ${subject} where user_id = ${byEmail.userId}
  `);
  return byEmail;
}

async function createUser(tx: Tx, identity: Identity, given: Map<number, Role>): Promise<KnownUser> {
  const { issuer, subject, verifiedEmail = "", firstName, lastName } = identity;
  const [homeAccountId] = given.keys();
  const { userId } = await tx.one<{ userId: number }>(sql`
    insert into app_user (email, first_name, last_name, home_account_id, oidc_issuer, oidc_subject)
    values (${verifiedEmail}, ${firstName}, ${lastName}, ${homeAccountId}, ${issuer}, ${subject})
    returning user_id as "userId"
  `);
  const user = { userId, email: verifiedEmail, enabled: true };
  await replaceRoles(tx, user, given);
  return user;
}

/** Gives the user exactly these roles, and records each change on its account. */
async function replaceRoles(tx: Tx, { userId, email }: KnownUser, given: Map<number, Role>): Promise<void> {
  await lockAdministration(tx, userId);
  const before = new Map(
    (
      await tx.query<{ accountId: number; role: Role }>(sql`
        select account_id as "accountId", role from account_role where user_id = ${userId}
      `)
    ).map(({ accountId, role }) => [accountId, role]),
  );
  for (const accountId of given.keys()) if (!before.has(accountId)) await requireQuota(tx, accountId, "users");
  await tx.execute(sql`
    delete from account_role where user_id = ${userId} and account_id <> all(${[...given.keys()]}::bigint[])
  `);
  await tx.execute(sql`
    insert into account_role (account_id, user_id, role)
    select account_id, ${userId}, role from unnest(${[...given.keys()]}::bigint[], ${[...given.values()]}::text[]) as one (account_id, role)
    on conflict (account_id, user_id) do update set role = excluded.role
  `);
  await requireAdministrators(
    tx,
    [...before].filter(([, role]) => role === "admin").map(([accountId]) => accountId),
  );
  for (const accountId of new Set([...before.keys(), ...given.keys()])) {
    const [was, is] = [before.get(accountId), given.get(accountId)];
    if (was === is) continue;
    await recordAudit(tx, { userId: null, name: "single sign-on" }, accountId, {
      type: was === undefined ? "CREATE" : is === undefined ? "DELETE" : "UPDATE",
      entity: "User",
      id: userId,
      description: email,
      ...(was === undefined ? {} : { before: { role: was } }),
      ...(is === undefined ? {} : { after: { role: is } }),
    });
  }
}
