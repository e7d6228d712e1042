import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { connect, type Database } from "../../src/db/database.ts";
import { secretBox } from "../../src/db/secrets/secret-box.ts";
import { testKey } from "./client.ts";

export const testSecrets = secretBox([Buffer.from(testKey, "base64")]);

/** Creates a database for the test file, copied from the migrated template or another database. `drop` it at the end. */
export async function testDatabase(
  from = databaseName(inject("templateUrl")),
): Promise<{ db: Database; url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onServer((client) => client.query(`create database ${name} template ${from} strategy file_copy`));
  const url = addressOf(name);
  const db = connect(url, () => undefined, 16, testSecrets);
  return {
    db,
    url,
    drop: async () => {
      await db.close();
      await onServer((client) => client.query(`drop database ${name} with (force)`));
    },
  };
}

/**
 * The name of a database that `fill` has filled, once in a run whoever asks first: filling it takes longer than copying it. Nobody may
 * be connected to it once it is filled, since only then can it be copied.
 */
export async function filledDatabase(name: string, fill: (url: string) => Promise<void>): Promise<string> {
  await onServer(async (client) => {
    await client.query("select pg_advisory_lock(hashtext($1))", [name]);
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (rowCount === 1) return;
    const half = `${name}_${randomBytes(6).toString("hex")}`;
    await client.query(`create database ${half} template ${databaseName(inject("templateUrl"))} strategy file_copy`);
    await fill(addressOf(half));
    await client.query(`alter database ${half} rename to ${name}`);
  });
  return name;
}

/** The settings for a database of the run's server, with the roles that a program should have. */
export function roleSettings(databaseUrl: string): { DATABASE_URL: string; DATABASE_OWNER_URL?: string } {
  const { host, pathname } = new URL(databaseUrl);
  const { runtime, owner } = inject("templateUrls");
  if (new URL(runtime).host !== host) return { DATABASE_URL: databaseUrl };
  const on = (url: string) => Object.assign(new URL(url), { pathname }).href;
  return { DATABASE_URL: on(runtime), DATABASE_OWNER_URL: on(owner) };
}

const databaseName = (url: string) => new URL(url).pathname.slice(1);

function addressOf(name: string): string {
  const url = new URL(inject("templateUrl"));
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: addressOf("postgres") });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
