import type { Database, Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import { refuseOnViolation } from "../db/violation.ts";
import { refuse } from "../errors.ts";
import { type Change, recordAudit } from "./audit/audit.ts";
import { type Caller, type Role, requireUnlimited } from "./caller.ts";
import { requireQuota } from "./quotas.ts";
import {
  type EndedCredentials,
  endCredentials,
  holdOwnCredential,
  setPassword,
} from "./sign-in/credentials/end-credentials.ts";
import { passwordRules, requireGoodPassword } from "./sign-in/passwords/password-rules.ts";
import { hashPassword } from "./sign-in/passwords/passwords.ts";
import { revokeSessionsOf } from "./sign-in/session.ts";

/** A user, who may have roles on several accounts. */
export interface User {
  userId: number;
  /** The name to sign in with. */
  email: string;
  firstName: string;
  lastName: string;
  enabled: boolean;
  /** The account whose administrators may change the user. */
  homeAccountId: number;
  createdAt: Date;
  /** Whether a code is needed besides the password. */
  secondFactor: boolean;
  /** False: the user signs in elsewhere, or has not chosen a password yet. */
  hasPassword: boolean;
}

/** A user with their role on one account. */
export interface UserOfAccount extends User {
  role: Role;
}

const columns: Sql = sql`
  u.user_id as "userId", u.email, u.first_name as "firstName", u.last_name as "lastName", u.enabled,
  u.home_account_id as "homeAccountId", u.created_at as "createdAt",
  exists (select from second_factor f where f.user_id = u.user_id and f.confirmed_at is not null) as "secondFactor",
  u.password_hash is not null as "hasPassword"
`;

export async function getUser(tx: Tx, userId: number): Promise<User> {
  return await tx.one<User>(sql`select ${columns} from app_user u where u.user_id = ${userId}`);
}

/** The users with a role on the account, by email address. */
export async function usersOf(tx: Tx, accountId: number): Promise<UserOfAccount[]> {
  return await tx.query<UserOfAccount>(sql`
    select ${columns}, r.role from account_role r join app_user u using (user_id)
    where r.account_id = ${accountId} order by lower(u.email)
  `);
}

export async function getUserOf(tx: Tx, accountId: number, userId: number): Promise<UserOfAccount> {
  const user = await tx.maybe<UserOfAccount>(sql`
    select ${columns}, r.role from account_role r join app_user u using (user_id)
    where r.account_id = ${accountId} and u.user_id = ${userId}
  `);
  if (!user) throw refuse("NOT_FOUND", { what: "user", id: userId });
  return user;
}

/** Who gets a role on an account. */
export interface NewUser {
  email: string;
  /**
   * Absent: `email` belongs to a user of another account that the caller administers, who also gets a role on this one.
   */
  password?: string;
  firstName?: string;
  lastName?: string;
  role: Role;
}

/** Creates a user whose home is the account, or gives a user of another of the caller's accounts a role on this one. */
export async function createUser(
  db: Database,
  caller: Caller,
  accountId: number,
  { email, password, firstName = "", lastName = "", role }: NewUser,
): Promise<UserOfAccount> {
  requireUnlimited(caller);
  const refuseTaken = () => refuse("CONFLICT", { what: "user", id: email, reason: "exists already" });
  if (password !== undefined) await requireGoodPassword(password, email);
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  return await db.transaction(async (tx) => {
    await holdOwnCredential(tx, caller);
    await requireQuota(tx, accountId, "users");
    const userId =
      passwordHash === undefined
        ? await findUserElsewhere(tx, caller, email)
        : (
            await refuseOnViolation(
              tx.one<{ userId: number }>(sql`
                insert into app_user (email, password_hash, first_name, last_name, home_account_id)
                values (${email}, ${passwordHash}, ${firstName}, ${lastName}, ${accountId}) returning user_id as "userId"
              `),
              "app_user_email",
              refuseTaken,
            )
          ).userId;
    await refuseOnViolation(
      tx.execute(sql`insert into account_role (account_id, user_id, role) values (${accountId}, ${userId}, ${role})`),
      "account_role_pkey",
      refuseTaken,
    );
    const user = await getUserOf(tx, accountId, userId);
    await recordAudit(tx, caller, accountId, userChange("CREATE", user, { after: auditImage(user) }));
    return user;
  });
}

/** The user of that address whose home account the caller administers; anybody else needs a password to be created. */
async function findUserElsewhere(tx: Tx, caller: Caller, email: string): Promise<number> {
  const mine = [...caller.roles].filter(([, role]) => role === "admin").map(([id]) => id);
  const user = await tx.maybe<{ userId: number }>(sql`
    select user_id as "userId" from app_user
    where lower(email) = lower(${email}) and home_account_id = any(${mine}::bigint[])
  `);
  if (!user) throw refuse("MISSING_FIELD", { field: "password", takes: `the new user's password: ${passwordRules}` });
  return user.userId;
}

/** Absent or undefined fields stay unchanged. */
export interface UserChange {
  email?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  enabled?: boolean | undefined;
  password?: string | undefined;
  /** Whether API tokens and JWT credentials outlive the old password; only with `password`. */
  keepCredentials?: boolean | undefined;
  role?: Role | undefined;
}

/** A user as changed; with a new password, what it ended. */
export type ChangedUser = UserOfAccount & { credentials?: EndedCredentials };

/**
 * Changes a user, effective with the user's next request. Everything but the role is reserved for administrators of the
 * home account.
 */
export async function changeUser(
  db: Database,
  caller: Caller,
  accountId: number,
  userId: number,
  { password, keepCredentials, ...change }: UserChange,
  now: Date,
): Promise<ChangedUser> {
  requireUnlimited(caller);
  if (keepCredentials !== undefined && password === undefined)
    throw refuse("INVALID_FIELD", {
      field: "keepCredentials",
      got: keepCredentials,
      takes: "nothing without password",
    });
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  return await db.transaction(async (tx) => {
    await holdOwnCredential(tx, caller);
    await lockAdministration(tx, userId);
    const before = await getUserOf(tx, accountId, userId);
    const changes = Object.entries(change).filter(([, value]) => value !== undefined);
    const after: UserOfAccount = { ...before, ...Object.fromEntries(changes) };
    if (before.homeAccountId !== accountId && (password !== undefined || changes.some(([field]) => field !== "role")))
      throw refuse("USER_AT_HOME_ELSEWHERE", { userId });
    if (password !== undefined) await requireGoodPassword(password, after.email);
    await refuseOnViolation(
      tx.execute(sql`
        update app_user set email = ${after.email}, first_name = ${after.firstName}, last_name = ${after.lastName},
          enabled = ${after.enabled}
        where user_id = ${userId}
      `),
      "app_user_email",
      () => refuse("CONFLICT", { what: "user", id: after.email, reason: "exists already" }),
    );
    await tx.execute(sql`
      update account_role set role = ${after.role} where account_id = ${accountId} and user_id = ${userId}
    `);
    if (!after.enabled) await revokeSessionsOf(tx, userId, now);
    const credentials =
      passwordHash === undefined ? undefined : await setPassword(tx, userId, passwordHash, now, { keepCredentials });
    await requireAdministrators(
      tx,
      before.enabled && !after.enabled ? await accountsAdministeredBy(tx, userId) : [accountId],
    );
    const images = { before: auditImage(before), after: { ...auditImage(after), ...passwordNote(credentials) } };
    await recordAudit(tx, caller, accountId, userChange("UPDATE", after, images));
    return { ...after, ...(credentials ? { credentials } : {}) };
  });
}

/**
 * Removes a user's role on the account. If it is their home account, deletes the user and everything that signs them
 * in.
 */
export async function removeUser(db: Database, caller: Caller, accountId: number, userId: number): Promise<void> {
  requireUnlimited(caller);
  await db.transaction(async (tx) => {
    await lockAdministration(tx, userId);
    const before = await getUserOf(tx, accountId, userId);
    const atHome = before.homeAccountId === accountId;
    const administered = atHome ? await accountsAdministeredBy(tx, userId) : [accountId];
    // Searches they shared stay with those they shared them with.
    const left = atHome
      ? sql`select account_id from account_role where user_id = ${userId}`
      : sql`select ${accountId}::bigint`;
    await tx.execute(sql`
      delete from saved_search where account_id in (${left}) and user_id = ${userId} and not shared
    `);
    await tx.execute(
      atHome
        ? sql`delete from app_user where user_id = ${userId}`
        : sql`delete from account_role where account_id = ${accountId} and user_id = ${userId}`,
    );
    await requireAdministrators(tx, administered);
    await recordAudit(tx, caller, accountId, userChange("DELETE", before, { before: auditImage(before) }));
  });
}

/**
 * Sets the caller's own password, which the caller has just proved to know, and ends their other sessions and their
 * credentials.
 */
export async function changeOwnPassword(
  db: Database,
  caller: Caller,
  { password, keepCredentials }: { password: string; keepCredentials?: boolean | undefined },
  now: Date,
): Promise<EndedCredentials> {
  requireUnlimited(caller);
  await requireGoodPassword(password, caller.name, "newPassword");
  const passwordHash = await hashPassword(password);
  return await db.transaction(async (tx) => {
    await holdOwnCredential(tx, caller);
    const kept = { keepCredentials, exceptSession: caller.sessionId };
    const credentials = await setPassword(tx, caller.userId, passwordHash, now, kept);
    const user = await getUser(tx, caller.userId);
    const images = { after: passwordNote(credentials) };
    await recordAudit(tx, caller, caller.homeAccountId, userChange("UPDATE", user, images));
    return credentials;
  });
}

/** Ends everything that signs a user of the account in, but the password. */
export async function endCredentialsOf(
  db: Database,
  caller: Caller,
  accountId: number,
  userId: number,
  now: Date,
): Promise<EndedCredentials> {
  requireUnlimited(caller);
  return await db.transaction(async (tx) => {
    const user = await getUserOf(tx, accountId, userId);
    if (user.homeAccountId !== accountId) throw refuse("USER_AT_HOME_ELSEWHERE", { userId });
    await tx.query(sql`select from app_user where user_id = ${userId} for no key update`);
    const credentials = await endCredentials(tx, userId, now);
    await recordAudit(tx, caller, accountId, userChange("UPDATE", user, { after: { ended: credentials.ended } }));
    return credentials;
  });
}

/** Locks the user's accounts, so that two administrators who demote each other take turns and one of them remains. */
export async function lockAdministration(tx: Tx, userId: number): Promise<void> {
  await tx.query(sql`
    select from account where account_id in (select account_id from account_role where user_id = ${userId})
    order by account_id for no key update
  `);
}

async function accountsAdministeredBy(tx: Tx, userId: number): Promise<number[]> {
  const rows = await tx.query<{ accountId: number }>(sql`
    select account_id as "accountId" from account_role where user_id = ${userId} and role = 'admin'
  `);
  return rows.map(({ accountId }) => accountId);
}

/** Refuses if one of the accounts has no enabled administrator left. */
export async function requireAdministrators(tx: Tx, accountIds: number[]): Promise<void> {
  const orphan = await tx.maybe<{ accountId: number }>(sql`
    select account_id as "accountId" from unnest(${accountIds}::bigint[]) account_id
    where not exists (
      select from account_role r join app_user u using (user_id)
      where r.account_id = account_id.account_id and r.role = 'admin' and u.enabled
    )
  `);
  if (orphan) throw refuse("LAST_ADMIN", { accountId: orphan.accountId });
}

function auditImage({ email, firstName, lastName, enabled, role }: UserOfAccount): object {
  return { email, firstName, lastName, enabled, role };
}

const passwordNote = (credentials: EndedCredentials | undefined) =>
  credentials ? { password: "changed", ended: credentials.ended } : {};

function userChange(type: Change["type"], user: User, images: Pick<Change, "before" | "after">): Change {
  return { type, entity: "User", id: user.userId, description: user.email, ...images };
}
