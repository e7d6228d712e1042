import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
let other: Client & { accountId: number };
beforeAll(async () => {
  program = await startProgram({ config: { ACCOUNT_TURNS: "2" } });
  other = await program.as(null);
});
afterAll(() => program.stop());

/** How many statements wait for the lock that the test holds on all leads. */
async function blockedStatements(): Promise<number> {
  const { count } = await program.db.one<{ count: number }>(sql`
    select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
  `);
  return count;
}

test.each<[string, (client: Client, accountId: number) => Promise<{ status: number }>]>([
  ["searches", (client, accountId) => client.request("POST", `/v1/accounts/${accountId}/leads/search`, {})],
  [
    "searches on the wire",
    (client, accountId) =>
      client.request("POST", `/voice/api/v1/admin/accounts/${accountId}/campaignLeads/leadSearch`, {}),
  ],
  [
    "previews",
    (client, accountId) =>
      client.request("POST", `/v1/accounts/${accountId}/lead-actions`, {
        action: "RESET_LEADS",
        allLeads: true,
        dryRun: true,
      }),
  ],
  [
    "previews on the wire",
    (client, accountId) =>
      client.request(
        "PUT",
        `/voice/api/v1/admin/accounts/${accountId}/campaignLeads/actions?leadAction=RESET_LEADS&allLeads=true&dryRun=true`,
        {},
      ),
  ],
])("an account has two turns at %s, and leaves other accounts theirs", async (_, search) => {
  const blocker = await program.db.pool.connect();
  await blocker.query("begin");
  await blocker.query("lock table lead");
  const searches = Array.from({ length: 6 }, () => search(program, program.accountId));
  await sleep(500);
  expect(await blockedStatements()).toBe(2);
  searches.push(search(other, other.accountId));
  await sleep(300);
  expect(await blockedStatements()).toBe(3);
  await blocker.query("rollback");
  blocker.release();
  expect((await Promise.all(searches)).map(({ status }) => status)).toEqual(Array(7).fill(200));
});
