import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";

const kind = 0xd1a3;
const atATime = 2000;

/**
 * Puts leads of these campaigns into the dial index whose time has come, some thousands at most; false when there may be more. One after the
 * other in an account, so that who finds none left can rely on it.
 */
export async function bringDue(
  db: Database,
  accountId: number,
  campaignIds: readonly number[],
  now: Date,
): Promise<boolean> {
  return await db.transaction(async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(${kind}, hashint8(${accountId}))`);
    const brought = await tx.execute(sql`
      with due as (
        select lead.lead_id
        from unnest(${campaignIds}::bigint[]) as asked (campaign_id)
        cross join lateral (
          select lead_id from lead
          where account_id = ${accountId} and campaign_id = asked.campaign_id and due_at <= ${now}
          order by due_at
          limit 2000
        ) as lead
        limit ${atATime}
      ), held as (
        select lead.lead_id from lead
        where lead.account_id = ${accountId} and lead.lead_id = any (array(select lead_id from due)) and due_at <= ${now}
        for update skip locked
      )
      update lead set queued = true, due_at = null
      from held
      where lead.account_id = ${accountId} and lead.lead_id = held.lead_id
    `);
    return brought < atATime;
  });
}
