import pg from "pg";
import { migrate } from "./migrate.ts";

/** Addresses of one database for two roles. They may be the same. */
export interface DatabaseUrls {
  /** For all that the program does while it runs. */
  runtime: string;
  /** For migrations, backups, and restores: the owner of the tables. */
  owner: string;
}

/** The addresses in the settings; undefined if the embedded database is to be used. */
export function externalDatabase(config: {
  DATABASE_URL?: string;
  DATABASE_OWNER_URL?: string;
}): DatabaseUrls | undefined {
  const { DATABASE_URL: runtime, DATABASE_OWNER_URL: owner = runtime } = config;
  return runtime === undefined || owner === undefined ? undefined : { runtime, owner };
}

/** The lock that keeps instances that start together from granting the same rights at once, which PostgreSQL refuses. */
const grantLock = 0x9a47;

/**
 * Migrates the database as its owner, and gives the run-time role the rights it needs and no more: it can add to the
 * audit log, but not change it. Returns whether the run-time role is a superuser, whom no rights restrain.
 */
export async function prepareDatabase({ runtime, owner }: DatabaseUrls): Promise<{ superuser: boolean }> {
  const role = await roleOf(runtime);
  await migrate(owner);
  const client = new pg.Client({ connectionString: owner });
  await client.connect();
  try {
    const { rows } = await client.query<{ owner: string; database: string }>(
      "select current_user as owner, current_database() as database",
    );
    if (rows[0]?.database !== role.database)
      throw new Error(
        `it is the database ${role.database}, but DATABASE_OWNER_URL is ${rows[0]?.database}; both must be the same`,
      );
    if (rows[0].owner !== role.name) await grantRights(client, role.name);
  } finally {
    await client.end();
  }
  return { superuser: role.superuser };
}

async function roleOf(url: string): Promise<{ name: string; superuser: boolean; database: string }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; superuser: boolean; database: string }>(`
      select rolname as name, rolsuper as superuser, current_database() as database
      from pg_roles where rolname = current_user
    `);
    return rows[0] as { name: string; superuser: boolean; database: string };
  } finally {
    await client.end();
  }
}

/** What the role may do, whatever it was allowed before. */
async function grantRights(client: pg.Client, name: string): Promise<void> {
  const role = client.escapeIdentifier(name);
  await client.query("begin");
  try {
    await client.query("select pg_advisory_xact_lock($1)", [grantLock]);
    const { rows: guarded } = await client.query<{ name: string }>(`
      select oid::regclass::text as name from pg_class where relnamespace = 'graphile_worker'::regnamespace and relrowsecurity
    `);
    // The queue's own defense, which without policies shows nobody but the owner any jobs. Rights on tables do its work.
    for (const table of guarded) await client.query(`alter table ${table.name} disable row level security`);
    await client.query(`
      grant usage on schema public, graphile_worker to ${role};
      grant select, insert, update, delete on all tables in schema graphile_worker to ${role};
      grant usage, select on all sequences in schema public, graphile_worker to ${role};
      grant select, insert, update, delete, maintain on all tables in schema public to ${role};
      revoke all on audit, audit_chain, migration from ${role};
      grant select on audit, audit_chain, migration to ${role};
      grant insert (account_id, user_id, user_name, address, action_type, entity, entity_id, description, before, after)
        on audit to ${role};
    `);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
