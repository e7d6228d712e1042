import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { hashOf, type IdempotencyKey } from "../../leads/engine/open-action.ts";
import type { Claim } from "./claim-front.ts";

// An idempotency key is remembered for seven days, in milliseconds.
const retention = 7 * 24 * 60 * 60 * 1000;

/**
 * The id of a request with an Idempotency-Key, the same each time it is sent. Refuses the key for a different request.
 */
export async function openClaimRequest(
  tx: Tx,
  accountId: number,
  userId: number,
  once: IdempotencyKey,
  now: Date,
): Promise<number> {
  const hash = hashOf(once);
  await tx.execute(sql`
    insert into claim_request (account_id, user_id, key, request_hash, created_at)
    values (${accountId}, ${userId}, ${once.key}, ${hash}, ${now})
    on conflict (account_id, user_id, key) do nothing
  `);
  const kept = await tx.one<{ requestId: number; hash: Buffer }>(sql`
    select request_id as "requestId", request_hash as hash from claim_request
    where account_id = ${accountId} and user_id = ${userId} and key = ${once.key}
  `);
  if (!kept.hash.equals(hash)) throw refuse("CLAIM_KEY_CLASH", { key: once.key });
  return kept.requestId;
}

/**
 * The claims this request got earlier; none if it got nothing yet. Locks the request until the transaction ends, so
 * that a request sent several times concurrently gets the claims of the first each time.
 */
export async function claimsOfRequest(tx: Tx, accountId: number, requestId: number | undefined): Promise<Claim[]> {
  if (requestId === undefined) return [];
  await tx.query(sql`
    select from claim_request where account_id = ${accountId} and request_id = ${requestId} for update
  `);
  return await tx.query<Claim>(sql`
    select claim_id as "claimId", lead_id as "leadId", campaign_id as "campaignId", phone, lease_expires_at as "leaseExpiresAt"
    from claim where account_id = ${accountId} and request_id = ${requestId}
    order by claim_id
  `);
}

/** Deletes requests older than seven days, and returns how many. */
export async function dropOldClaimRequests(db: Tx, now: Date): Promise<number> {
  return await db.execute(sql`delete from claim_request where created_at < ${new Date(now.getTime() - retention)}`);
}
