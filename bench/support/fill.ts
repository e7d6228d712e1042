import type { Database } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";

/** What a figure finds in the first account. */
export interface BenchData {
  accountId: number;
  /** The campaign with all the leads. Their external ids are ext-1, ext-2, …, and their lead ids are consecutive from `firstLeadId`. */
  campaignId: number;
  listId: number;
  /** Another campaign, with an empty list. */
  otherCampaignId: number;
  otherListId: number;
  firstLeadId: number;
}

/** Creates two campaigns in the first account, the first with `rows` leads. */
export async function fillAccount(db: Database, rows: number): Promise<BenchData> {
  const { accountId } = await db.one<{ accountId: number }>(sql`select min(account_id) as "accountId" from account`);
  const { dialGroupId } = await db.one<{ dialGroupId: number }>(sql`
    insert into dial_group (account_id, dial_group_name) values (${accountId}, 'Bench') returning dial_group_id as "dialGroupId"
  `);
  const first = await addCampaign(db, accountId, dialGroupId);
  const other = await addCampaign(db, accountId, dialGroupId);
  await db.execute(sql`
    insert into time_zone (name) values ('America/New_York'), ('America/Chicago'), ('America/Denver'), ('America/Phoenix'),
      ('America/Los_Angeles'), ('Pacific/Honolulu')
    on conflict do nothing
  `);
  const { firstLeadId } = await db.one<{ firstLeadId: number }>(sql`
    with zone as (select array_agg(time_zone_id) as ids, count(*)::int as count from time_zone), made as (
      insert into lead (account_id, campaign_id, list_id, next_dial_time, state_at, time_zone_id)
      select ${accountId}, ${first.campaignId}, ${first.listId}, now(), now(), zone.ids[1 + number % zone.count]
      from generate_series(1, ${rows}::int) as number, zone
      returning lead_id
    )
    select coalesce(min(lead_id), 0) as "firstLeadId" from made
  `);
  await db.execute(sql`
    insert into contact (account_id, lead_id, phone, extern_id, title, first_name, last_name, email, address1, city, state, zip,
      aux_data1, aux_data2, loaded_at)
    select ${accountId}, lead_id, '+1' || (2015550000 + number), 'ext-' || number, 'Ms', 'First' || number % 5000, 'Last' || number % 40000,
      'somebody' || number || '@example.com', number % 9000 || ' Main Street', 'Springfield', 'CA', lpad((number % 90000)::text, 5, '0'),
      'segment ' || number % 20, 'score ' || number % 100, now()
    from (select lead_id, lead_id - ${firstLeadId} + 1 as number from lead where account_id = ${accountId}) as numbered
  `);
  return {
    accountId,
    ...first,
    otherCampaignId: other.campaignId,
    otherListId: other.listId,
    firstLeadId,
  };
}

async function addCampaign(
  db: Database,
  accountId: number,
  dialGroupId: number,
): Promise<{ campaignId: number; listId: number }> {
  return await db.one(sql`
    with made as (
      insert into campaign (account_id, dial_group_id, campaign_name) values (${accountId}, ${dialGroupId}, 'Bench')
      returning campaign_id
    )
    insert into lead_list (account_id, campaign_id, list_desc, uploaded_at, uploaded_by)
    select ${accountId}, campaign_id, 'Bench', now(), 'bench' from made
    returning campaign_id as "campaignId", list_id as "listId"
  `);
}
