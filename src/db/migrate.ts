import { join } from "node:path";
import { Logger, runMigrations } from "graphile-worker";
import { runner } from "node-pg-migrate";
import pg from "pg";

const folder = join(import.meta.dirname, "../../migrations");

/**
 * Brings a database to the newest schema, one transaction a step. Instances that start together wait for each other. `count` stops
 * after that many steps, for tests of upgrades.
 */
export async function migrate(connectionString: string, count = Number.POSITIVE_INFINITY): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version_num: number }>(
      "select current_setting('server_version_num')::int as server_version_num",
    );
    if ((rows[0]?.server_version_num ?? 0) < 180000)
      throw new Error("DATABASE_URL is a PostgreSQL older than 18; Leadyard takes 18 or newer");
    await runner({
      dbClient: client,
      // Numbered ones: schema.sql beside them is a description.
      dir: join(folder, "[0-9]*.sql"),
      useGlob: true,
      migrationsTable: "migration",
      direction: "up",
      count,
      singleTransaction: false,
      advisoryLockMode: "wait",
      log: () => undefined,
    });
    // The queue of background jobs has a schema of its own, and migrations of its own.
    await runMigrations({ connectionString, maxPoolSize: 1, logger: new Logger(() => () => undefined) });
  } finally {
    await client.end();
  }
}
