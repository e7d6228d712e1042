import type { Config } from "../config.ts";
import { readConfig } from "../config.ts";
import type { Tx } from "../db/database.ts";
import { lock } from "../db/locks.ts";
import { identifier, type Sql, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";

/** What an account, or a user, may create only so many of. */
interface Quota {
  /** The setting with the limit. */
  setting: keyof Config & `QUOTA_${string}`;
  /** In the plural, for people. */
  what: string;
  owner: "account" | "user";
  /** A query for how many an owner has, or how many bytes they take. */
  inUse: (ownerId: number) => Sql;
  /** The setting counts megabytes. */
  inMegabytes?: true;
}

const rowsOf = (table: string) => (accountId: number) =>
  sql`select count(*) from ${identifier(table)} where account_id = ${accountId}`;
const rowsOfUser = (table: string) => (userId: number) =>
  sql`select count(*) from ${identifier(table)} where user_id = ${userId}`;

/** A noun without a limit of its own. */
const other = (what: string, table: string): Quota => ({
  setting: "QUOTA_OTHERS",
  what,
  owner: "account",
  inUse: rowsOf(table),
});

/** Everything that clients can create without end. Leads, do-not-call entries, and their history have no limit. */
export const quotas = {
  leadFiles: { setting: "QUOTA_LEAD_FILES", what: "uploaded files", owner: "account", inUse: rowsOf("lead_file") },
  leadFileBytes: {
    setting: "QUOTA_LEAD_FILE_MB",
    what: "bytes of uploaded files",
    owner: "account",
    inUse: (accountId) => sql`select coalesce(sum(stored_bytes), 0) from lead_file where account_id = ${accountId}`,
    inMegabytes: true,
  },
  exports: { setting: "QUOTA_EXPORTS", what: "exports", owner: "account", inUse: rowsOf("archive") },
  exportBytes: {
    setting: "QUOTA_EXPORT_MB",
    what: "bytes of exports",
    owner: "account",
    inUse: (accountId) => sql`select coalesce(sum(byte_count), 0) from archive where account_id = ${accountId}`,
    inMegabytes: true,
  },
  campaigns: { setting: "QUOTA_CAMPAIGNS", what: "campaigns", owner: "account", inUse: rowsOf("campaign") },
  apiTokens: { setting: "QUOTA_API_TOKENS", what: "API tokens", owner: "user", inUse: rowsOfUser("api_token") },
  jwtCredentials: {
    setting: "QUOTA_JWT_CREDENTIALS",
    what: "JWT credentials",
    owner: "user",
    inUse: rowsOfUser("jwt_credential"),
  },
  savedSearches: {
    setting: "QUOTA_SAVED_SEARCHES",
    what: "saved searches",
    owner: "user",
    inUse: rowsOfUser("saved_search"),
  },
  accounts: {
    setting: "QUOTA_OTHERS",
    what: "accounts",
    owner: "account",
    inUse: (mainAccountId) => sql`select count(*) from account where main_account_id = ${mainAccountId}`,
  },
  agentGroups: other("agent groups", "agent_group"),
  agents: other("agents", "agent"),
  apiClients: other("API clients", "oauth_client"),
  dialGroups: other("dial groups", "dial_group"),
  dispositions: other("dispositions", "disposition"),
  dncTags: other("do-not-call tags", "dnc_tag"),
  holidays: other("holidays", "holiday"),
  lists: other("lists", "lead_list"),
  users: other("users", "account_role"),
} as const satisfies Record<string, Quota>;

const megabyte = 1024 * 1024;

/** The limits until a server has stored its own. */
const defaults = readConfig({});

/**
 * Distance to a limit within which those who add one wait for each other. Fewer transactions than this can be open at
 * once, so further away none can pass the limit, and loads that create lists do not wait.
 */
const margin = 1000;

/**
 * Refuses with QUOTA_REACHED if the owner, an account or a user, would have more than its limit with `adding` more. Call
 * it in the transaction that creates them, before they are there.
 */
export async function requireQuota(tx: Tx, ownerId: number, name: keyof typeof quotas, adding = 1): Promise<void> {
  const quota: Quota = quotas[name];
  const { what, setting, owner } = quota;
  const found = await readUse(tx, quota, ownerId);
  if (adding === 1 && found.inUse + margin < found.limit) return;
  await lock(tx, "quota", `${name} of ${ownerId}`);
  const { inUse, limit } = await readUse(tx, quota, ownerId);
  if (inUse + adding > limit) throw refuse("QUOTA_REACHED", { what, owner, limit, inUse, adding, setting });
}

async function readUse(tx: Tx, { setting, inUse, inMegabytes }: Quota, ownerId: number) {
  const found = await tx.one<{ inUse: number; limit: number | null }>(sql`
    select (${inUse(ownerId)})::bigint as "inUse",
      (select (value ->> ${setting})::bigint from setting where name = 'quotas') as "limit"
  `);
  const limit = found.limit ?? defaults[setting];
  return { inUse: found.inUse, limit: inMegabytes ? limit * megabyte : limit };
}

/** Stores the limits of the settings, for all instances: those of the instance that starts last apply. */
export async function storeQuotas(tx: Tx, config: Config): Promise<void> {
  const limits = Object.fromEntries(Object.values(quotas).map(({ setting }) => [setting, config[setting]]));
  await tx.execute(sql`
    insert into setting (name, value) values ('quotas', ${JSON.stringify(limits)})
    on conflict (name) do update set value = excluded.value
  `);
}
