import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connect, type Database } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";
import { addCampaign } from "../support/leads.ts";
import { dropDatabase, emptyDatabase, type RunningProgram, runProgram } from "../support/run-program.ts";

const accountId = 1;
const v1 = `/v1/accounts/${accountId}`;
const rows = 24_000;
let databaseUrl: string;
let db: Database;
let program: RunningProgram;

beforeAll(async () => {
  databaseUrl = await emptyDatabase();
  program = await runProgram({ databaseUrl });
  db = connect(databaseUrl, () => undefined, 4);
});
afterAll(async () => {
  await program.stop();
  await db.close();
  await dropDatabase(databaseUrl);
});

/** How many batches of a load are done. */
const batchesDone = async (actionId: number) =>
  (
    await db.one<{ count: number }>(sql`
      select count(*) as count from lead_action_batch
      where account_id = ${accountId} and action_id = ${actionId} and finished_at is not null
    `)
  ).count;

test.each([
  ["each row once", "RETAIN_ALL", rows],
  ["only the first row of each phone", "REMOVE_FROM_LIST", rows - rows / 10],
])(
  "a load killed midway loads %s",
  async (_, duplicateHandling, inserted) => {
    const { campaignId } = await addCampaign(db, accountId);
    // Every tenth row repeats the first row's phone.
    const phone = (i: number) => (i % 10 === 9 ? 2015550000 : 2015550000 + i);
    const lines = Array.from({ length: rows }, (_, i) => `${phone(i)},row-${i}\n`);
    const form = new FormData();
    form.append("file", new Blob([`phone,id\n${lines.join("")}bad,none\n`]), "leads.csv");
    const { body: file } = await program.request("POST", `${v1}/lead-files`, form);
    const request = { campaignId, duplicateHandling };
    const { body: load } = await program.request("POST", `${v1}/lead-files/${file.id}/load`, request, {
      prefer: "respond-async",
    });
    await vi.waitFor(async () => expect(await batchesDone(load.id)).toBeGreaterThan(0), {
      timeout: 60_000,
      interval: 5,
    });
    await program.kill();
    program = await runProgram({ databaseUrl, data: program.data });
    const path = `${v1}/lead-actions/${load.id}`;
    await vi.waitFor(async () => expect((await program.request("GET", path)).body.status).toBe("DONE"), {
      timeout: 60_000,
      interval: 100,
    });
    const duplicates = rows - inserted;
    expect((await program.request("GET", path)).body).toMatchObject({
      matched: rows + 1,
      changed: inserted,
      skipped: [
        ...(duplicates > 0 ? [{ reason: "duplicate", count: duplicates }] : []),
        { reason: "not valid", count: 1 },
      ],
    });
    const leads = await db.query<{ extern_id: string }>(sql`
    select extern_id from lead join contact using (account_id, lead_id)
    where account_id = ${accountId} and campaign_id = ${campaignId} order by lead.lead_id
  `);
    const kept = lines.map((_, i) => i).filter((i) => duplicates === 0 || i % 10 !== 9);
    expect(leads.map((lead) => lead.extern_id)).toEqual(kept.map((i) => `row-${i}`));
    const list = await db.one(
      sql`select leads_supplied, leads_inserted, list_state from lead_list where file_name = 'leads.csv' and campaign_id = ${campaignId}`,
    );
    expect(list).toEqual({ leads_supplied: rows + 1, leads_inserted: inserted, list_state: "ACTIVE" });
    const { rejected } = await db.one<{ rejected: number }>(sql`
    select count(*) as rejected from load_rejection where account_id = ${accountId} and action_id = ${load.id}
  `);
    expect(rejected).toBe(duplicates + 1);
    const { deleted, skipped } = (await program.request("POST", `${path}/undo`, {})).body;
    expect({ deleted, skipped }).toEqual({ deleted: inserted, skipped: [] });
    expect(
      await db.query(sql`
      select lead_id from lead full join contact using (account_id, lead_id)
      where lead.campaign_id is null or contact.phone is null or lead.campaign_id = ${campaignId}
    `),
    ).toEqual([]);
  },
  120_000,
);
