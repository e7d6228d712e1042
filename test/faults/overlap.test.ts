import { expect, test, vi } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { acceptUndo } from "../../src/leads/engine/accept-action.ts";
import { testAccount } from "../support/account.ts";
import { addCampaign, addLeads } from "../support/leads.ts";

const at = testAccount();
const ann = { userId: 1, name: "ann@example.com" };
const until = <T>(what: () => Promise<T>) => vi.waitFor(what, { timeout: 30_000, interval: 20 });

/** Waits until this many connections of this database are waiting for a lock. */
const waiting = (count: number) =>
  until(async () =>
    expect(
      await at.db.query(
        sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      ),
    ).toHaveLength(count),
  );

test("an undo skips a copy that is changed while the undo reaches it", async () => {
  const target = await addCampaign(at.db, at.accountId);
  const leadIds = await addLeads(at.db, at.campaign, [{}, {}]);
  const copied = await at.run(
    "MOVE_TO_CAMPAIGN",
    { leadIds },
    { CAMPAIGN_ID: target.campaignId, CREATE_COPY_SETTING: "true" },
  );
  const copies = await at.db.query<{ lead_id: number }>(
    sql`select lead_id from lead where campaign_id = ${target.campaignId} order by lead_id`,
  );
  const [changing, untouched] = copies.map((copy) => copy.lead_id);
  let undoing: ReturnType<typeof acceptUndo> | undefined;
  await at.db.transaction(async (tx) => {
    await tx.execute(sql`update lead set lead_state = 'PAUSED' where lead_id = ${changing}`);
    undoing = acceptUndo(at.db, at.accountId, ann, copied.actionId, undefined, new Date());
    await waiting(1);
  });
  expect(await undoing).toMatchObject({ changed: 1, skipped: [{ reason: "its copy has moved on", count: 1 }] });
  expect(
    await at.db.query(
      sql`select lead_id, lead_state from lead where lead_id = any (${[changing, untouched]}::bigint[])`,
    ),
  ).toEqual([{ lead_id: changing, lead_state: "PAUSED" }]);
});
