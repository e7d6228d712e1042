import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from } from "pg-copy-streams";
import { migrateQueue, migrateTables, migrationNames } from "../migrate.ts";
import { jobColumns, migrationsOf, quoteIdentifier } from "./backup.ts";
import { type BackupFile, type Manifest, openBackupFile, type Part } from "./backup-file.ts";

/** The schema that a restore builds in until everything is there. */
const stagingSchema = "leadyard_restore";

interface Options {
  /** Whether the restore may replace existing data. */
  replace?: boolean;
  /** Called after each table. */
  say?: (part: Part) => void;
}

/**
 * Restores a backup into a database that nobody else is connected to. Builds everything in a separate schema, at the
 * backup's version, checks it against the manifest, and migrates it to the newest version. One transaction then swaps
 * it in, so a restore that fails changes nothing, and with `replace` the old data stays until the last moment. Throws
 * an error for users if it can't.
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
    await requireKnownMigrations(path, backup.manifest);
    await requireReplaceable(client, replace);
    await client.query(`drop schema if exists ${stagingSchema} cascade`);
    await client.query(`create schema ${stagingSchema}`);
    try {
      await buildTables(client, backup, say);
      await migrateQueue(connectionString);
      await swapIn(client, backup);
    } finally {
      // A migration that failed leaves its transaction open, and its error is the one to report.
      await client.query("rollback");
      await client.query(`drop schema if exists ${stagingSchema} cascade`);
    }
    // Freshly copied tables have no statistics.
    await client.query("set search_path to public; analyze");
    return backup.manifest;
  } finally {
    await client.end();
    await backup.close();
  }
}

/** Refuses a backup with migrations that this version doesn't know. */
async function requireKnownMigrations(path: string, { migrations }: Manifest): Promise<void> {
  const known = await migrationNames();
  const unknown = migrations.find((name, i) => known[i] !== name);
  if (unknown !== undefined)
    throw new Error(
      `${path} was made by a newer Leadyard: this one does not know migration ${unknown}. Restore it with that version.`,
    );
}

/** Refuses a database that is in use, belongs to something else, or has data without `replace`. */
async function requireReplaceable(client: pg.Client, replace: boolean): Promise<void> {
  // Sessions of other roles show no more than whose they are; the server's own have no user.
  const { rows: others } = await client.query<{ count: number }>(`
    select count(*)::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename is not null
  `);
  if ((others[0]?.count ?? 0) > 0)
    throw new Error(`the database is in use (${others[0]?.count} other connections). Stop the program first.`);
  const { rows } = await client.query<{ name: string }>(`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') order by 1 limit 1
  `);
  const there = rows[0]?.name;
  if (there === undefined) return;
  if ((await migrationsOf(client)).length === 0)
    throw new Error(
      `the database belongs to something other than Leadyard (it has a table ${there}). Restore into an empty database.`,
    );
  if (!replace)
    throw new Error(
      "the database is not empty. Restore into an empty one, or use --replace, which deletes everything in it.",
    );
}

/** Creates the tables at the backup's version, fills and checks them, and migrates them to the newest version. */
async function buildTables(client: pg.Client, backup: BackupFile, say: (part: Part) => void): Promise<void> {
  const { migrations, tables, counters } = backup.manifest;
  await migrateTables(client, { count: migrations.length, schema: stagingSchema });
  await client.query(`set search_path to ${stagingSchema}`);
  // Triggers guard what the program writes, such as the audit log; these rows were checked when they were written.
  const guarded = await setTriggers(client, tables, "disable");
  // The backup also contains the rows that migrations have inserted.
  await client.query(`truncate ${tables.map(({ name }) => quoteIdentifier(name)).join(", ")} cascade`);
  for (const part of tables) {
    await copyIn(client, backup, part, quoteIdentifier(part.name));
    say(part);
  }
  await setTriggers(client, guarded, "enable");
  // Identity columns continue after the last value they had issued.
  for (const { table, column, value } of counters) {
    await client.query("select setval(pg_get_serial_sequence($1, $2), greatest($3::bigint, 1), $3::bigint > 0)", [
      `${stagingSchema}.${quoteIdentifier(table)}`,
      column,
      value,
    ]);
  }
  await migrateTables(client, { schema: stagingSchema });
}

/** Enables or disables the triggers of those tables of the staging schema that have some. Returns these tables. */
async function setTriggers(
  client: pg.Client,
  tables: readonly { name: string }[],
  how: "enable" | "disable",
): Promise<{ name: string }[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct relname as name from pg_trigger join pg_class on pg_class.oid = tgrelid
     where relnamespace = $1::regnamespace and not tgisinternal and relname = any($2)`,
    [stagingSchema, tables.map(({ name }) => name)],
  );
  for (const { name } of rows) await client.query(`alter table ${quoteIdentifier(name)} ${how} trigger user`);
  return rows;
}

/** Copies a part's rows into a table, and checks their number. */
async function copyIn(client: pg.Client, backup: BackupFile, part: Part, table: string): Promise<void> {
  const into = client.query(from(`copy ${table} (${part.columns.map(quoteIdentifier).join(", ")}) from stdin`));
  await pipeline(Readable.from(backup.read(part)), into);
  if (into.rowCount !== part.rows)
    throw new Error(`${part.name}: the backup has ${part.rows} rows, but ${into.rowCount} were read`);
}

/**
 * Replaces the current tables with those that were built, and the jobs with those of the backup, in one transaction.
 */
async function swapIn(client: pg.Client, backup: BackupFile): Promise<void> {
  await client.query(`set search_path to ${stagingSchema}`);
  await client.query("begin");
  try {
    for (const { name } of await objectsOf(client, "public", "r"))
      await client.query(`drop table public.${quoteIdentifier(name)} cascade`);
    for (const { name } of await objectsOf(client, "public", "e"))
      await client.query(`drop type public.${quoteIdentifier(name)} cascade`);
    for (const { name } of await objectsOf(client, "public", "f"))
      await client.query(`drop function public.${quoteIdentifier(name)} cascade`);
    for (const { name } of await objectsOf(client, stagingSchema, "e"))
      await client.query(`alter type ${stagingSchema}.${quoteIdentifier(name)} set schema public`);
    for (const { name } of await objectsOf(client, stagingSchema, "r"))
      await client.query(`alter table ${stagingSchema}.${quoteIdentifier(name)} set schema public`);
    for (const { name } of await objectsOf(client, stagingSchema, "f"))
      await client.query(`alter function ${stagingSchema}.${quoteIdentifier(name)} set schema public`);
    await client.query("delete from graphile_worker._private_jobs");
    await client.query(`
      create temp table waiting (identifier text, payload json, run_at timestamptz, max_attempts int, key text, priority int, queue text, place bigint generated always as identity)
      on commit drop
    `);
    await copyIn(client, backup, { ...backup.manifest.jobs, columns: jobColumns }, "pg_temp.waiting");
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

const listings = {
  r: "select relname as name from pg_class where relnamespace = $1::regnamespace and relkind = 'r' order by 1",
  e: "select typname as name from pg_type where typnamespace = $1::regnamespace and typtype = 'e' order by 1",
  f: `select proname as name from pg_proc where pronamespace = $1::regnamespace
      and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e') order by 1`,
};

/** The tables (r), enums (e), or functions (f) of a schema; functions of extensions are not ours. */
async function objectsOf(client: pg.Client, schema: string, kind: keyof typeof listings): Promise<{ name: string }[]> {
  return (await client.query<{ name: string }>(listings[kind], [schema])).rows;
}
