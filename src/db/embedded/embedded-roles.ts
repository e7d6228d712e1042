import { createHmac } from "node:crypto";
import type pg from "pg";
import type { DatabaseUrls } from "../roles.ts";
import type { Cluster } from "./embedded-cluster.ts";

/** The role that owns the tables, and the one the program runs as. Neither is a superuser. */
export const ownerRole = "leadyard_owner";
const runtimeRole = "leadyard_runtime";

/** A role's password. It follows from the superuser's, so that instances that share a server need not agree on one. */
const passwordOf = ({ password }: Cluster, role: string) =>
  createHmac("sha256", password).update(role).digest("base64url");

export function roleUrls(cluster: Cluster, port: number, database: string): DatabaseUrls {
  const url = (role: string) => `postgres://${role}:${passwordOf(cluster, role)}@127.0.0.1:${port}/${database}`;
  return { runtime: url(runtimeRole), owner: url(ownerRole) };
}

/** Makes the roles of a server, unless they are there. `client` is the superuser's. */
export async function ensureRoles(cluster: Cluster, client: pg.Client): Promise<void> {
  for (const role of [ownerRole, runtimeRole]) {
    const { rowCount } = await client.query("select from pg_roles where rolname = $1", [role]);
    if (rowCount === 0)
      await client.query(`create role ${role} login password ${client.escapeLiteral(passwordOf(cluster, role))}`);
  }
}

/**
 * Makes the owner role own a database and everything of ours in it, which belonged to the superuser in data folders of
 * earlier versions and after their backups were restored. `client` is the superuser's, connected to that database.
 */
export async function ensureOwnership(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ what: string }>(
    `
    select format('%s %s', kind, name) as what from (
      select 'database' as kind, quote_ident(datname) as name, datdba as owner from pg_database
      where datname = current_database()
      union all
      select 'schema', oid::regnamespace::text, nspowner from pg_namespace where nspname = 'graphile_worker'
      union all
      -- Sequences of identity columns follow their tables.
      select case relkind when 'S' then 'sequence' when 'v' then 'view' else 'table' end, oid::regclass::text, relowner
      from pg_class
      where relnamespace in (select oid from pg_namespace where nspname in ('public', 'graphile_worker'))
        and relkind in ('r', 'p', 'v', 'S')
        and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype in ('a', 'i'))
      union all
      select 'routine', oid::regprocedure::text, proowner from pg_proc
      where pronamespace in (select oid from pg_namespace where nspname in ('public', 'graphile_worker'))
      union all
      select 'type', pg_type.oid::regtype::text, typowner from pg_type left join pg_class on pg_class.oid = typrelid
      where typnamespace in (select oid from pg_namespace where nspname in ('public', 'graphile_worker'))
        and (typtype = 'e' or (typtype = 'c' and relkind = 'c'))
    ) as ours where owner <> $1::regrole
  `,
    [ownerRole],
  );
  for (const { what } of rows) await client.query(`alter ${what} owner to ${ownerRole}`);
}
