import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from } from "pg-copy-streams";
import { migrateQueue, migrateTables, migrationNames } from "../migrate.ts";
import { jobColumns, quoted, stepsTaken } from "./backup.ts";
import { type BackupFile, type Manifest, openBackupFile, type Part } from "./backup-file.ts";

/** Where a restore builds, until all of it is there. */
const site = "leadyard_restore";

interface Options {
  /** What is in the database may go. */
  replace?: boolean;
  say?: (part: Part) => void;
}

/**
 * Restores a backup into a database that nobody is connected to. Everything is built in a schema of its own, at the version of the backup, checked against its
 * manifest and brought to the newest version; one transaction then puts it in its place. So a restore that does not come to its end changes
 * nothing, and what was there before, with `replace`, stays until the last moment. Throws, in words, when it cannot.
 */
export async function restore(
  connectionString: string,
  path: string,
  { replace = false, say = () => undefined }: Options = {},
): Promise<Manifest> {
  const backup = await openBackupFile(path);
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    await client.query("set client_min_messages = warning");
    await requireKnown(path, backup.manifest);
    await requireFree(client, replace);
    await client.query(`drop schema if exists ${site} cascade`);
    await client.query(`create schema ${site}`);
    try {
      await build(client, backup, say);
      await migrateQueue(connectionString);
      await settle(client, backup);
    } finally {
      await client.query(`drop schema if exists ${site} cascade`);
    }
    // What was read into a table a moment ago has no statistics.
    await client.query("set search_path to public; analyze");
    return backup.manifest;
  } finally {
    await client.end();
    await backup.close();
  }
}

async function requireKnown(path: string, { migrations }: Manifest): Promise<void> {
  const known = await migrationNames();
  const unknown = migrations.find((name, i) => known[i] !== name);
  if (unknown !== undefined)
    throw new Error(
      `${path} was made by a newer Leadyard: this one does not know the step ${unknown}. Restore it with that version.`,
    );
}

async function requireFree(client: pg.Client, replace: boolean): Promise<void> {
  const { rows: others } = await client.query<{ count: number }>(`
    select count(*)::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
  `);
  if ((others[0]?.count ?? 0) > 0)
    throw new Error(`the database is in use (${others[0]?.count} other connections). Stop the program first.`);
  const { rows } = await client.query<{ name: string }>(`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') order by 1 limit 1
  `);
  const there = rows[0]?.name;
  if (there === undefined) return;
  if ((await stepsTaken(client)).length === 0)
    throw new Error(`the database holds something else than Leadyard (${there}, for one). Restore into an empty one.`);
  if (!replace)
    throw new Error(
      "the database is not empty. Restore into an empty one, or say --replace: then what is in it is gone.",
    );
}

/** Makes the tables as they were, fills them, checks them, and brings them to the newest version. */
async function build(client: pg.Client, backup: BackupFile, say: (part: Part) => void): Promise<void> {
  const { migrations, tables, counters } = backup.manifest;
  await migrateTables(client, { count: migrations.length, schema: site });
  await client.query(`set search_path to ${site}`);
  // Rows that migrations have made are among those of the backup.
  await client.query(`truncate ${tables.map(({ name }) => quoted(name)).join(", ")} cascade`);
  for (const part of tables) {
    await fill(client, backup, part, quoted(part.name));
    say(part);
  }
  for (const { table, column, value } of counters) {
    await client.query("select setval(pg_get_serial_sequence($1, $2), greatest($3::bigint, 1), $3::bigint > 0)", [
      `${site}.${quoted(table)}`,
      column,
      value,
    ]);
  }
  await migrateTables(client, { schema: site });
}

/** Copies a part's rows into a table, and checks that all have come. */
async function fill(client: pg.Client, backup: BackupFile, part: Part, table: string): Promise<void> {
  const into = client.query(from(`copy ${table} (${part.columns.map(quoted).join(", ")}) from stdin`));
  await pipeline(Readable.from(backup.read(part)), into);
  if (into.rowCount !== part.rows)
    throw new Error(`${part.name}: ${part.rows} rows were written, and ${into.rowCount} read`);
}

/** Puts what was built in the place of what is there, with the jobs that were waiting. */
async function settle(client: pg.Client, backup: BackupFile): Promise<void> {
  await client.query(`set search_path to ${site}`);
  await client.query("begin");
  try {
    for (const { name } of await things(client, "public", "r"))
      await client.query(`drop table public.${quoted(name)} cascade`);
    for (const { name } of await things(client, "public", "e"))
      await client.query(`drop type public.${quoted(name)} cascade`);
    for (const { name } of await things(client, site, "e"))
      await client.query(`alter type ${site}.${quoted(name)} set schema public`);
    for (const { name } of await things(client, site, "r"))
      await client.query(`alter table ${site}.${quoted(name)} set schema public`);
    await client.query("delete from graphile_worker._private_jobs");
    await client.query(`
      create temp table waiting (identifier text, payload json, run_at timestamptz, max_attempts int, key text, priority int, queue text, place bigint generated always as identity)
      on commit drop
    `);
    await fill(client, backup, { ...backup.manifest.jobs, columns: jobColumns }, "pg_temp.waiting");
    await client.query(`
      select graphile_worker.add_job(identifier, payload, run_at => run_at, max_attempts => max_attempts, job_key => key, priority => priority,
        queue_name => queue)
      from waiting order by place
    `);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

/** The tables (r) or enumerations (e) of a schema. */
async function things(client: pg.Client, schema: string, kind: "r" | "e"): Promise<{ name: string }[]> {
  const { rows } = await client.query<{ name: string }>(
    kind === "r"
      ? "select relname as name from pg_class where relnamespace = $1::regnamespace and relkind = 'r' order by 1"
      : "select typname as name from pg_type where typnamespace = $1::regnamespace and typtype = 'e' order by 1",
    [schema],
  );
  return rows;
}
