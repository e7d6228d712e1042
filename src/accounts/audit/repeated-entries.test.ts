import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../../../test/support/database.ts";
import { addAccount } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { RepeatedEntries } from "./repeated-entries.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** The entries of an account: what they are about, and how often that was repeated. */
const recorded = async (accountId: number) =>
  await database.db.query<{ id: string; repeated: string | null }>(sql`
    select entity_id as id, after ->> 'repeated' as repeated from audit where account_id = ${accountId} order by audit_id
  `);

async function setUp() {
  const accountId = await addAccount(database.db);
  const entries = new RepeatedEntries(database.db);
  const record = (id: string, now: number, address = "203.0.113.7") =>
    entries.record(
      {
        actor: { userId: 1, name: "ann@example.com", address },
        accountId,
        change: { type: "DENIED", entity: "Request", id, description: id, after: { code: "FORBIDDEN" } },
      },
      now,
    );
  return { accountId, entries, record };
}

test("a thousand denied requests within a minute are two entries", async () => {
  const { accountId, entries, record } = await setUp();
  await Promise.all(Array.from({ length: 1000 }, (_, n) => record("GET /users", n)));
  expect(await recorded(accountId)).toEqual([{ id: "GET /users", repeated: null }]);
  await entries.flush(59_999);
  expect(await recorded(accountId)).toHaveLength(1);
  await entries.flush(60_000);
  await entries.flush(120_000);
  expect(await recorded(accountId)).toEqual([
    { id: "GET /users", repeated: null },
    { id: "GET /users", repeated: "999" },
  ]);
});

test("the next minute, another route, and another address have entries of their own", async () => {
  const { accountId, entries, record } = await setUp();
  await record("GET /users", 0);
  await record("GET /users", 1);
  await record("GET /tokens", 1);
  await record("GET /users", 2, "203.0.113.8");
  await record("GET /users", 60_000);
  await entries.flush(Number.POSITIVE_INFINITY);
  expect((await recorded(accountId)).map(({ id, repeated }) => `${id} ${repeated ?? 0}`)).toEqual([
    "GET /users 0",
    "GET /tokens 0",
    "GET /users 0",
    "GET /users 1",
    "GET /users 0",
  ]);
});

test("memory is bounded: beyond ten thousand open entries, new ones are left to the log", async () => {
  const { accountId, record } = await setUp();
  for (let n = 0; n < 10_000; n += 500)
    await Promise.all(Array.from({ length: 500 }, (_, i) => record(`GET /${n + i}`, 0)));
  await record("GET /one-more", 0);
  expect(await recorded(accountId)).toHaveLength(10_000);
});
