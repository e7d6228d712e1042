import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { connect, type Database } from "../../src/db/database.ts";

/** A database of the test file's own, copied from the migrated template; `drop` it at the end. */
export async function testDatabase(): Promise<{ db: Database; url: string; drop: () => Promise<void> }> {
  const template = new URL(inject("templateUrl"));
  const name = `test_${randomBytes(6).toString("hex")}`;
  const server = async (statement: string) => {
    const admin = new URL(template);
    admin.pathname = "/postgres";
    const client = new pg.Client({ connectionString: admin.href });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await server(`create database ${name} template ${template.pathname.slice(1)} strategy file_copy`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  const db = connect(url.href, () => undefined);
  return {
    db,
    url: url.href,
    drop: async () => {
      await db.close();
      await server(`drop database ${name} with (force)`);
    },
  };
}
