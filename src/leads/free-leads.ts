import type { Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import { queueLeads, releaseNumbers } from "../dial-queue/queue-changed.ts";

/**
 * READY, or the callback state if the lead has a callback, as an expression over `lead`. Like stateOfCallback, in SQL.
 */
export const stateByCallback = (now: Date): Sql => sql`(case
  when lead.callback_at is null then 'READY'
  when lead.callback_agent_id is null then 'CALLBACK'
  when lead.callback_at > ${now} then 'PENDING-CALLBACK'
  else 'AGENT-CALLBACK'
end)::lead_state`;

/**
 * The state of a claimed lead once its claim ends, over `lead`. A state that an action gave it during the claim stays.
 */
export const freedState = (now: Date): Sql =>
  sql`(case when lead.lead_state in ('PENDING', 'ACTIVE') then ${stateByCallback(now)} else lead.lead_state end)`;

/**
 * Ends claims whose leads were not called, without counting anything, and queues the leads again. Wakes waiting
 * dialers.
 */
export async function freeLeads(
  tx: Tx,
  accountId: number,
  claimIds: readonly number[],
  status: "RELEASED" | "LAPSED",
  now: Date,
): Promise<void> {
  await tx.execute(sql`
    update claim set status = ${status}, ended_at = ${now}
    where account_id = ${accountId} and claim_id = any (${claimIds}::bigint[])
  `);
  await tx.execute(sql`
    update lead
    set claim_id = null, state_at = case when lead.lead_state = 'PENDING' then ${now} else lead.state_at end, lead_state = ${freedState(now)}
    from claim
    where claim.account_id = ${accountId} and claim.claim_id = any (${claimIds}::bigint[])
      and lead.account_id = ${accountId} and lead.lead_id = claim.lead_id and lead.claim_id = claim.claim_id
  `);
  await releaseNumbers(tx, accountId, claimIds);
  await queueLeads(
    tx,
    accountId,
    sql`lead.lead_id in (
    select claim.lead_id from claim where claim.account_id = ${accountId} and claim.claim_id = any (${claimIds}::bigint[]))`,
  );
}
