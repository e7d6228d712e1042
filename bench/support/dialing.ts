import { Agent } from "node:http";
import type { Transaction } from "../../src/db/database.ts";
import { holdRules } from "../../src/db/locks.ts";
import { prepared, sql } from "../../src/db/sql.ts";
import { queueChanged } from "../../src/dial-queue/queue-changed.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { vacuumAndCheckpoint } from "./bench-database.ts";
import { type Server, sendRequest } from "./clients.ts";

/** Makes `count` calls, `clients` at a time, and returns the total calls per second. */
export async function inParallel(
  clients: number,
  count: number,
  call: (i: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count) await call(next++);
    }),
  );
  return (count / (performance.now() - began)) * 1000;
}

/** Opens calling hours all day, every day, so that the benchmark's clock does not matter. */
export const openAllDay = (on: BenchDatabase) => setCallingHours(on, "00002400");

/** Opens calling hours every day for the current local hours from Hawaii to the US mainland, which closes Tokyo. */
export async function openInAmerica(on: BenchDatabase): Promise<void> {
  const local = (offset: number) => `${String((new Date().getUTCHours() + 24 + offset) % 24).padStart(2, "0")}00`;
  await setCallingHours(on, local(-11) + local(-2));
}

async function setCallingHours({ db, accountId }: BenchDatabase, window: string): Promise<void> {
  await db.execute(sql`
    update campaign set mon_sched = ${window}, tue_sched = ${window}, wed_sched = ${window}, thu_sched = ${window},
      fri_sched = ${window}, sat_sched = ${window}, sun_sched = ${window}
    where account_id = ${accountId}
  `);
}

/** Deletes all claims, restores their leads, and fills the dial queue by a first claim. */
export async function resetClaims(on: BenchDatabase): Promise<void> {
  const { db, accountId, campaignId, program } = on;
  await db.execute(sql`
    update lead set lead_state = 'READY', claim_id = null, pass_count = 0, dial_count = 0,
      daily_pass_count = 0, next_dial_time = least(next_dial_time, now())
    where account_id = ${accountId} and (claim_id is not null or pass_count > 0)
  `);
  await db.execute(sql`truncate claim, pass, held_number`);
  await queueChanged(db, accountId, "order");
  await vacuumAndCheckpoint(on, "claim", "pass");
  await postV1(program, `/accounts/${accountId}/dialer/claims`, { campaignId, max: 1 });
}

const agent = new Agent({ keepAlive: true });

/** Posts to a v1 path and returns the answer. */
export async function postV1(server: Server, path: string, body: object): Promise<Answer> {
  return JSON.parse(await sendRequest(agent, server, { method: "POST", path: `/v1${path}`, body })) as Answer;
}
interface Answer {
  claims: { claimId: number; lead: { leadId: number } }[];
}

/**
 * The statements of a claim for plain leads: takes the front of each zone's queue, merges them, checks each row and the do-not-call
 * list, and locks the leads. Returns the claim ids.
 */
export async function claimBare(
  tx: Transaction,
  on: BenchDatabase,
  zones: number[],
  now: Date,
  max: number,
): Promise<number[]> {
  const { accountId, campaignId } = on;
  await holdRules(tx, accountId);
  await tx.query(
    prepared(sql`
      select campaign.*, dial_group.* from campaign
      join dial_group on dial_group.account_id = campaign.account_id and dial_group.dial_group_id = campaign.dial_group_id
      where campaign.account_id = ${accountId} and campaign.campaign_id = ${campaignId}
    `),
  );
  const chosen = await tx.query<{ lead_id: number; phone: string }>(
    prepared(sql`
      with entry as materialized (
        select entry.*
        from unnest((select ${zones}::smallint[])) as zone (id)
        cross join lateral (
          select lead_id, rank, list_rank, key1, key2 from dial_queue
          where account_id = ${accountId} and campaign_id = ${campaignId} and time_zone_id = zone.id and agent_id = 0
          order by rank, list_rank, key1, key2, lead_id
          limit ${max > 1 ? sql`48` : sql`12`}
        ) as entry
        order by rank, list_rank, key1, key2, lead_id
        limit ${max > 1 ? sql`48` : sql`12`}
      )
      select lead.lead_id, contact.phone
      from entry
      join lead on lead.account_id = ${accountId} and lead.lead_id = entry.lead_id
      join contact on contact.account_id = ${accountId} and contact.lead_id = lead.lead_id
      join lead_list on lead_list.account_id = ${accountId} and lead_list.list_id = lead.list_id
      where lead.lead_state = 'READY' and not lead.suppressed and lead.claim_id is null and lead.next_dial_time <= ${now}
        and lead_list.list_state = 'ACTIVE' and lead.pass_count < 3
        and not exists (select from dnc_entry where dnc_entry.account_id = ${accountId} and dnc_entry.phone = contact.phone)
      order by entry.rank, entry.list_rank, entry.key1, entry.key2, entry.lead_id
      limit ${max}
      for update of lead skip locked
    `),
  );
  const made = await tx.query<{ claim_id: number }>(
    prepared(sql`
      with made as (
        insert into claim (account_id, lead_id, campaign_id, phone, status, claimed_at, claimed_by, lease_expires_at)
        select ${accountId}::bigint, lead_id, ${campaignId}::bigint, phone, 'PENDING', ${now}::timestamptz, 'bench', ${now}::timestamptz + interval '2 minutes'
        from unnest(${chosen.map((one) => one.lead_id)}::bigint[], ${chosen.map((one) => one.phone)}::text[]) as chosen (lead_id, phone)
        returning claim_id, lead_id
      ), held as (
        update lead set lead_state = 'PENDING', state_at = ${now}, claim_id = made.claim_id
        from made where lead.account_id = ${accountId} and lead.lead_id = made.lead_id
      ), taken as (
        delete from dial_queue using made where dial_queue.account_id = ${accountId} and dial_queue.lead_id = made.lead_id
      )
      select claim_id from made
    `),
  );
  return made.map(({ claim_id }) => claim_id);
}

/** The statements of completing a claim. */
export async function completeBare(
  tx: Transaction,
  { accountId }: BenchDatabase,
  claimId: number,
  now: Date,
): Promise<void> {
  const claim = await tx.one<{ lead_id: number; phone: string; campaign_id: number }>(
    prepared(sql`select * from claim where account_id = ${accountId} and claim_id = ${claimId} for update`),
  );
  await tx.query(
    prepared(sql`
      select campaign.* from campaign where account_id = ${accountId} and campaign_id = ${claim.campaign_id}
    `),
  );
  await tx.query(
    prepared(sql`select * from lead where account_id = ${accountId} and lead_id = ${claim.lead_id} for update`),
  );
  await tx.execute(
    prepared(sql`
      with changed as (
        update lead
        set claim_id = null, lead_state = 'READY', next_dial_time = ${now}::timestamptz + interval '1 hour', state_at = ${now},
          pass_count = pass_count + 1, daily_pass_count = 1, daily_pass_on = ${now}::date,
          dial_count = dial_count + 1, last_system_disposition = 'NOANSWER', last_pass_at = ${now}
        where account_id = ${accountId} and lead_id = ${claim.lead_id}
      ), passed as (
        insert into pass (account_id, lead_id, campaign_id, pass_number, passed_at, system_disposition, phone)
        values (${accountId}, ${claim.lead_id}, ${claim.campaign_id}, 1, ${now}, 'NOANSWER', ${claim.phone})
        returning pass_id
      )
      update claim set status = 'DONE', ended_at = ${now}, pass_id = passed.pass_id, left_state = 'READY', left_next_dial_time = ${now}
      from passed where account_id = ${accountId} and claim_id = ${claimId}
    `),
  );
}
