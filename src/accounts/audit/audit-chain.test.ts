import { afterEach, beforeEach, expect, test } from "vitest";
import { testDatabase } from "../../../test/support/database.ts";
import { addAccount } from "../../../test/support/leads.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { recordAudit } from "./audit.ts";
import { chainEnds, verifyChains, verifyEnds } from "./audit-chain.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
let first: number;
let second: number;
beforeEach(async () => {
  database = await testDatabase();
  first = await addAccount(database.db);
  second = await addAccount(database.db);
});
afterEach(() => database.drop());

const ann = { userId: 1, name: "ann@example.com", address: "203.0.113.7" };
const record = (accountId: number, id: number, tx: Parameters<typeof recordAudit>[0] = database.db) =>
  recordAudit(tx, ann, accountId, {
    type: "UPDATE",
    entity: "Campaign",
    id,
    description: `Campaign “${id}”`,
    before: { price: 1.5, name: "Ä\n" },
    after: { price: 10, at: new Date(0), nothing: null },
  });

/** Does what somebody who owns the database can do. */
async function tamper(statement: Sql): Promise<void> {
  await database.db.execute(sql`alter table audit disable trigger user`);
  expect(await database.db.execute(statement)).toBeGreaterThan(0);
  await database.db.execute(sql`alter table audit enable trigger user`);
}

const numbers = async (accountId: number) =>
  (
    await database.db.query<{ id: string; number: number }>(sql`
      select entity_id as id, chain_number as number from audit where account_id = ${accountId} order by chain_number
    `)
  ).map(({ id, number }) => `${number}:${id}`);

test("each account has its own chain, in the order of the commits", async () => {
  await database.db.transaction(async (early) => {
    await record(first, 1, early);
    // Nobody waits for the open transaction, and whoever commits before it comes before it in the chain.
    await record(first, 2);
    await record(second, 3);
    await record(first, 4, early);
  });
  await record(first, 5);
  expect(await numbers(first)).toEqual(["1:2", "2:1", "3:4", "4:5"]);
  expect(await numbers(second)).toEqual(["1:3"]);
  expect(await verifyChains(database.db)).toEqual([]);
  expect((await chainEnds(database.db)).map(({ count }) => count)).toEqual([4, 1]);
});

test("simultaneous transactions on the same accounts, in different orders, make sound chains", async () => {
  await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      database.db.transaction(async (tx) => {
        const [one, other] = n % 2 === 0 ? [first, second] : [second, first];
        await record(one, n, tx);
        await record(other, n, tx);
      }),
    ),
  );
  expect(await verifyChains(database.db)).toEqual([]);
  expect((await chainEnds(database.db)).map(({ count }) => count)).toEqual([40, 40]);
});

test("a transaction that is rolled back leaves no gap", async () => {
  await record(first, 1);
  await database.db.rehearse((tx) => record(first, 2, tx));
  await record(first, 3);
  expect(await numbers(first)).toEqual(["1:1", "2:3"]);
  expect(await verifyChains(database.db)).toEqual([]);
});

test("the log is append-only, also for its owner", async () => {
  await record(first, 1);
  for (const statement of [sql`update audit set user_name = 'bob'`, sql`delete from audit`, sql`truncate audit`])
    await expect(database.db.execute(statement)).rejects.toThrow("append-only");
});

test.each<[string, Sql, string[]]>([
  ["a changed value", sql`update audit set user_name = 'bob' where chain_number = 2`, ["2 changed or moved"]],
  ["a changed address", sql`update audit set address = null where chain_number = 2`, ["2 changed or moved"]],
  ["a changed detail", sql`update audit set before = '{}' where chain_number = 3`, ["3 changed or moved"]],
  [
    "a changed hash",
    sql`update audit set hash = 'x' where chain_number = 2`,
    ["2 changed or moved", "3 changed or moved"],
  ],
  ["a removed entry", sql`delete from audit where chain_number = 2`, ["3 missing before it: 2"]],
  ["removed entries", sql`delete from audit where chain_number in (1, 2)`, ["3 missing before it: 1 to 2"]],
  ["the newest entry removed", sql`delete from audit where chain_number = 4`, ["3 missing after it: 4 to 4"]],
  ["all entries removed", sql`delete from audit`, ["null missing after it: 1 to 4"]],
  [
    "a removed entry, and the others renumbered",
    sql`with gone as (delete from audit where chain_number = 1) update audit set chain_number = chain_number + 10 where chain_number = 4`,
    ["2 missing before it: 1", "14 missing before it: 4 to 13", "14 the end of the chain does not match it"],
  ],
  [
    "two entries that changed places",
    sql`update audit set entity_id = case entity_id when '2' then '3' else '2' end where chain_number in (2, 3)`,
    ["2 changed or moved", "3 changed or moved"],
  ],
  [
    "an entry taken out of the chain",
    sql`update audit set hash = null where chain_number = 4`,
    ["3 missing after it: 4 to 4", "4 not in the chain"],
  ],
  ["the end of a chain removed", sql`delete from audit_chain`, ["4 the end of the chain is missing"]],
  ["the end of a chain changed", sql`update audit_chain set hash = 'x'`, ["4 the end of the chain does not match it"]],
])("%s is found", async (_, statement, faults) => {
  for (const id of [1, 2, 3, 4]) await record(first, id);
  await tamper(statement);
  expect((await verifyChains(database.db)).map(({ number, fault }) => `${number} ${fault}`)).toEqual(faults);
});

test("a chain that was rebuilt is found by an end noted earlier", async () => {
  for (const id of [1, 2, 3]) await record(first, id);
  const noted = await chainEnds(database.db);
  await record(first, 4);
  expect(await verifyEnds(database.db, noted)).toEqual([]);
  await tamper(sql`delete from audit`);
  await tamper(sql`delete from audit_chain`);
  for (const id of [1, 2, 5, 4]) await record(first, id);
  expect(await verifyChains(database.db)).toEqual([]);
  expect(await verifyEnds(database.db, noted)).toMatchObject([{ accountId: first, number: 3 }]);
});
