import { IANAZone } from "luxon";
import type { Database, Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import { queueChanged } from "../dial-queue/queue-changed.ts";
import { refuse } from "../errors.ts";
import { countryIdOf } from "../geography/regions.ts";
import { dialingEffect, insertColumns, selectList, updateAssignments, type Values } from "../validation/fields.ts";
import { accountFields } from "./account-fields.ts";
import { recordAudit } from "./audit/audit.ts";
import { type Caller, type Role, requireUnlimited } from "./caller.ts";
import { requireQuota } from "./quotas.ts";

/** An account as one of its users sees it. */
export interface AccountOfUser extends Values<typeof accountFields> {
  accountId: number;
  /** The account it belongs to; for a main account, its own id. */
  mainAccountId: number;
  mainAccountName: string;
  createdAt: Date;
  /** Null while it is open. */
  closedAt: Date | null;
  role: Role;
  /** The agent whose username is the user's email address, if any. */
  agentId: number | null;
}

/** The accounts on which a user has a role, home account first. */
export async function accountsOf(tx: Tx, userId: number): Promise<AccountOfUser[]> {
  return await tx.query<AccountOfUser>(selectAccounts(sql`r.user_id = ${userId}`));
}

/** Those of the accounts that are open. */
export async function openAccountsOf(tx: Tx, userId: number): Promise<AccountOfUser[]> {
  return (await accountsOf(tx, userId)).filter(({ closedAt }) => closedAt === null);
}

export async function getAccount(tx: Tx, userId: number, accountId: number): Promise<AccountOfUser> {
  return await tx.one<AccountOfUser>(selectAccounts(sql`r.user_id = ${userId} and r.account_id = ${accountId}`));
}

const selectAccounts = (which: Sql) => sql`
  select a.account_id as "accountId", ${selectList(accountFields, "a")}, m.account_id as "mainAccountId",
    m.account_name as "mainAccountName", a.created_at as "createdAt", a.closed_at as "closedAt", r.role, g.agent_id as "agentId"
  from account_role r
    join app_user u using (user_id)
    join account a using (account_id)
    join account m on m.account_id = coalesce(a.main_account_id, a.account_id)
    left join agent g on g.account_id = a.account_id and lower(g.username) = lower(u.email)
  where ${which}
  order by a.account_id <> u.home_account_id, a.account_id
`;

type AccountValues = Values<typeof accountFields>;

/**
 * Creates an account below the caller's main account, with the caller as its administrator. Only administrators of the
 * main account may.
 */
export async function createAccount(
  db: Database,
  caller: Caller,
  given: Pick<AccountValues, "accountName" | "timeZone"> & Partial<AccountValues>,
): Promise<AccountOfUser> {
  const mainAccountId = await requireMainAdministrator(db, caller);
  requireUnlimited(caller);
  const values = checkAccount(given);
  const { accountName } = given;
  return await db.transaction(async (tx) => {
    await requireQuota(tx, mainAccountId, "accounts");
    const fields = insertColumns(accountFields, values);
    const { accountId } = await tx.one<{ accountId: number }>(sql`
      insert into account (main_account_id ${fields.columns}) select ${mainAccountId}::bigint ${fields.values}
      returning account_id as "accountId"
    `);
    await tx.execute(sql`
      insert into account_role (account_id, user_id, role) values (${accountId}, ${caller.userId}, 'admin')
    `);
    const change = { type: "CREATE", entity: "Account", id: accountId, description: accountName } as const;
    await recordAudit(tx, caller, accountId, { ...change, after: values });
    return await getAccount(tx, caller.userId, accountId);
  });
}

/** The main account of the caller's home account; FORBIDDEN unless the caller administers it. */
async function requireMainAdministrator(tx: Tx, caller: Caller): Promise<number> {
  const { mainAccountId } = await tx.one<{ mainAccountId: number }>(sql`
    select coalesce(main_account_id, account_id) as "mainAccountId" from account where account_id = ${caller.homeAccountId}
  `);
  const role = caller.roles.get(mainAccountId);
  if (role !== "admin") throw refuse("FORBIDDEN", { needed: "admin", accountId: mainAccountId, role: role ?? "none" });
  return mainAccountId;
}

/** Changes an account's settings; eligibility in its dial queues may depend on them. */
export async function changeAccount(
  db: Database,
  caller: Caller,
  accountId: number,
  given: Partial<AccountValues>,
): Promise<AccountOfUser> {
  // It decides how users sign in.
  if (given.requireSecondFactor !== undefined) requireUnlimited(caller);
  const values = checkAccount(given);
  return await db.transaction(async (tx) => {
    const before = await tx.one<AccountValues>(sql`
      select ${selectList(accountFields, "account")} from account where account_id = ${accountId} for no key update
    `);
    const after = { ...before, ...values };
    await tx.execute(sql`
      update account set account_id = account_id ${updateAssignments(accountFields, values)} where account_id = ${accountId}
    `);
    const change = { type: "UPDATE", entity: "Account", id: accountId, description: after.accountName } as const;
    await queueChanged(tx, accountId, dialingEffect(accountFields, before, after));
    await recordAudit(tx, caller, accountId, { ...change, before, after });
    return await getAccount(tx, caller.userId, accountId);
  });
}

/** Checks the values, and replaces the country by its id. */
function checkAccount<T extends Partial<AccountValues>>(given: T): T {
  if (given.timeZone !== undefined) requireTimeZone(given.timeZone);
  return given.countryId === undefined ? given : { ...given, countryId: requireCountry(given.countryId) };
}

function requireCountry(text: string): string {
  const countryId = countryIdOf(text);
  if (countryId === undefined)
    throw refuse("INVALID_FIELD", { field: "countryId", got: JSON.stringify(text), takes: "a country such as USA" });
  return countryId;
}

function requireTimeZone(timeZone: string): void {
  if (!IANAZone.isValidZone(timeZone))
    throw refuse("INVALID_FIELD", {
      field: "timeZone",
      got: JSON.stringify(timeZone),
      takes: "an IANA time zone such as America/New_York",
    });
}
