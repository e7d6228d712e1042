import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Logger, runMigrations } from "graphile-worker";
import { runner } from "node-pg-migrate";
import pg from "pg";

const folder = join(import.meta.dirname, "../../migrations");

/**
 * Migrates a database to the newest schema, one transaction per migration. Instances that start together wait for each
 * other. `count` stops after that many migrations, for tests of upgrades.
 */
export async function migrate(connectionString: string, count = Number.POSITIVE_INFINITY): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await migrateTables(client, { count });
    await migrateQueue(connectionString);
  } finally {
    await client.end();
  }
}

/** Migrates Leadyard's own tables, in `schema` or else in the default schema. */
export async function migrateTables(
  client: pg.Client,
  { count = Number.POSITIVE_INFINITY, schema }: { count?: number; schema?: string } = {},
): Promise<void> {
  const { rows } = await client.query<{ server_version_num: number }>(
    "select current_setting('server_version_num')::int as server_version_num",
  );
  if ((rows[0]?.server_version_num ?? 0) < 180000)
    throw new Error("the server of DATABASE_URL is older than PostgreSQL 18; Leadyard needs 18 or newer");
  await runner({
    dbClient: client,
    // schema.sql in the same folder is only a description.
    dir: join(folder, "[0-9]*.sql"),
    useGlob: true,
    migrationsTable: "migration",
    ...(schema === undefined ? {} : { schema }),
    direction: "up",
    count,
    singleTransaction: false,
    advisoryLockMode: "wait",
    log: () => undefined,
  });
}

/** Migrates the job queue, which has its own schema and migrations. */
export async function migrateQueue(connectionString: string): Promise<void> {
  await runMigrations({ connectionString, maxPoolSize: 1, logger: new Logger(() => () => undefined) });
}

/** The names of all known migrations, in order. */
export async function migrationNames(): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => /^\d.*\.sql$/.test(file))
    .map((file) => file.replace(/\.sql$/, ""))
    .sort();
}
