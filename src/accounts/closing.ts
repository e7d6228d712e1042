import type { Database, Tx } from "../db/database.ts";
import { enqueue } from "../db/enqueue.ts";
import { lockOutClaims } from "../db/locks.ts";
import { sql } from "../db/sql.ts";
import { dropQueues } from "../dial-queue/queue-changed.ts";
import { refuse } from "../errors.ts";
import { recordAudit } from "./audit/audit.ts";
import { type Caller, type Role, requireUnlimited } from "./caller.ts";

/** An account below a main account, as the main account's administrators see it, with or without a role on it. */
export interface SubAccount {
  accountId: number;
  accountName: string;
  timeZone: string;
  createdAt: Date;
  /** Null while it is open. */
  closedAt: Date | null;
  /** How many users it is the home of. */
  userCount: number;
}

/** What stands still while an account is closed. */
export interface StoppedWork {
  /** Lead actions and loads that are running. */
  runningActions: number;
  /** Exports whose file is not written yet. */
  unfinishedExports: number;
  /** Leads that dialers hold. They come back when their leases end; nobody can report an outcome. */
  openClaims: number;
  /** Leads that were queued for dialing. */
  queuedLeads: number;
}

/** The accounts below a main account, oldest first. */
export async function subAccountsOf(tx: Tx, mainAccountId: number): Promise<SubAccount[]> {
  return await tx.query<SubAccount>(sql`
    select account_id as "accountId", account_name as "accountName", time_zone as "timeZone", created_at as "createdAt",
      closed_at as "closedAt", (select count(*) from app_user where home_account_id = account_id) as "userCount"
    from account where main_account_id = ${mainAccountId} order by account_id
  `);
}

/** Whether the account is open; closed ones neither dial nor work. */
export async function isOpenAccount(tx: Tx, accountId: number): Promise<boolean> {
  const open = await tx.maybe(sql`select from account where account_id = ${accountId} and closed_at is null`);
  return open !== undefined;
}

/**
 * Closes an account for all its users, its dialers, and its jobs, and keeps its data. Returns what that stops; an account
 * that is closed already stays as it is. `dryRun` only says what would stop.
 */
export async function closeAccount(
  db: Database,
  caller: Caller,
  accountId: number,
  now: Date,
  dryRun = false,
): Promise<SubAccount & { stopped: StoppedWork }> {
  requireUnlimited(caller);
  const close = async (tx: Tx) => {
    const account = await lockSubAccount(tx, caller, accountId);
    const stopped = await workOf(tx, accountId);
    if (account.closedAt !== null) return { ...account, stopped };
    // Claims under way hand out their leads first. Later ones see the account closed.
    await lockOutClaims(tx, accountId);
    await tx.execute(sql`update account set closed_at = ${now} where account_id = ${accountId}`);
    await dropQueues(tx, accountId);
    await recordClosing(tx, caller, account, { closedAt: null }, { closedAt: now });
    return { ...account, closedAt: now, stopped };
  };
  return await (dryRun ? db.rehearse(close) : db.transaction(close));
}

/** Opens a closed account again. Its actions, loads, and exports continue, and its leads are dialed again. */
export async function reopenAccount(db: Database, caller: Caller, accountId: number): Promise<SubAccount> {
  requireUnlimited(caller);
  return await db.transaction(async (tx) => {
    const account = await lockSubAccount(tx, caller, accountId);
    if (account.closedAt === null) return account;
    await tx.execute(sql`update account set closed_at = null where account_id = ${accountId}`);
    await enqueue(tx, "resume-account", { accountId });
    await recordClosing(tx, caller, account, { closedAt: account.closedAt }, { closedAt: null });
    return { ...account, closedAt: null };
  });
}

/** Locks an account below one that the caller administers. To anybody else it does not exist. */
async function lockSubAccount(tx: Tx, caller: Caller, accountId: number): Promise<SubAccount> {
  const locked = await tx.maybe<{ mainAccountId: number | null }>(sql`
    select main_account_id as "mainAccountId" from account where account_id = ${accountId} for no key update
  `);
  const mainAccountId = locked ? (locked.mainAccountId ?? accountId) : undefined;
  const role = mainAccountId === undefined ? undefined : caller.roles.get(mainAccountId);
  if (mainAccountId === undefined || role !== "admin") throw refuseCaller(caller, accountId, mainAccountId, role);
  if (locked?.mainAccountId === null) throw refuse("MAIN_ACCOUNT", { accountId });
  const account = (await subAccountsOf(tx, mainAccountId)).find((one) => one.accountId === accountId);
  if (!account) throw refuse("ACCOUNT_NOT_FOUND", { accountId });
  return account;
}

function refuseCaller(caller: Caller, accountId: number, mainAccountId: number | undefined, role: Role | undefined) {
  const knows = role !== undefined || caller.roles.has(accountId) || caller.closed?.has(accountId);
  return knows
    ? refuse("FORBIDDEN", { needed: "admin", accountId: mainAccountId, role: role ?? "none" })
    : refuse("ACCOUNT_NOT_FOUND", { accountId });
}

async function workOf(tx: Tx, accountId: number): Promise<StoppedWork> {
  return await tx.one<StoppedWork>(sql`
    select
      (select count(*) from lead_action where account_id = ${accountId} and status = 'RUNNING') as "runningActions",
      (select count(*) from archive where account_id = ${accountId} and written_at is null and failure is null) as "unfinishedExports",
      (select count(*) from claim where account_id = ${accountId} and status in ('PENDING', 'DIALING', 'ACTIVE', 'WRAP_UP')) as "openClaims",
      (select count(*) from dial_queue where account_id = ${accountId}) as "queuedLeads"
  `);
}

/** Also in the main account's audit, because nobody can read the closed account's. */
async function recordClosing(
  tx: Tx,
  caller: Caller,
  account: SubAccount,
  before: object,
  after: object,
): Promise<void> {
  const { accountId, accountName } = account;
  const change = { type: "UPDATE", entity: "Account", id: accountId, description: accountName, before, after } as const;
  const { mainAccountId } = await tx.one<{ mainAccountId: number }>(sql`
    select main_account_id as "mainAccountId" from account where account_id = ${accountId}
  `);
  await recordAudit(tx, caller, accountId, change);
  await recordAudit(tx, caller, mainAccountId, change);
}
