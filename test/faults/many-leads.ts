import type { Database } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";
import type { TestCampaign } from "../support/leads.ts";

/**
 * Creates leads in a campaign's list, each with its own phone, every third with a second one, and a third each with aux_data1 "a", "b",
 * and "c". Returns their ids in order.
 */
export async function addManyLeads(db: Database, campaign: TestCampaign, count: number): Promise<number[]> {
  const ids = await db.transaction(async (tx) => {
    await tx.execute(sql`insert into time_zone (name) values ('America/New_York') on conflict do nothing`);
    const made = await tx.query<{ lead_id: number }>(sql`
      with made as (
        insert into lead (account_id, campaign_id, list_id, next_dial_time, state_at, time_zone_id)
        select ${campaign.accountId}, ${campaign.campaignId}, ${campaign.listId}, '2026-06-01T12:00:00Z', '2026-06-01T12:00:00Z',
          (select min(time_zone_id) from time_zone)
        from generate_series(1, ${count}::int)
        returning lead_id
      ), contacts as (
        insert into contact (account_id, lead_id, phone, extern_id, first_name, aux_data1, loaded_at)
        select ${campaign.accountId}, lead_id, '+1' || 2120000000 + lead_id, 'x' || lead_id, 'Ann',
          (array['a', 'b', 'c'])[lead_id % 3 + 1], '2026-06-01T12:00:00Z'
        from made
      ), phones as (
        insert into lead_phone (account_id, lead_id, position, phone)
        select ${campaign.accountId}, lead_id, 2, '+1' || 3120000000 + lead_id from made where lead_id % 3 = 0
      )
      select lead_id from made order by lead_id
    `);
    return made.map(({ lead_id }) => lead_id);
  });
  // The database would do this itself before long.
  await db.query(sql`analyze lead, contact, lead_phone`);
  return ids;
}
