import type { Database } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";
import { freeLeads } from "../../leads/free-leads.ts";
import { scopeOf } from "../../leads/search/scope.ts";
import { endWithPass } from "../passes/complete.ts";
import type { Outcome } from "../passes/dialed-lead.ts";
import { isOpen } from "./claim-status.ts";
import { type LockedClaim, lockClaim } from "./hold.ts";

// Claims per transaction, or per query.
const atATime = 200;

interface LapsedClaim {
  accountId: number;
  claimId: number;
}

/**
 * Ends claims whose lease has expired. A lead that was only fetched is free again, and nothing is counted. One that was
 * being dialed or on a call gets a pass with API_ERROR and the pass delay, since the person may have been called. One
 * in wrap-up gets the campaign's default disposition. Returns how many leads were freed and how many got a pass.
 * Instances may run this concurrently; each claim is ended by one of them.
 */
export async function sweepClaims(
  db: Database,
  now: Date,
  failed: (error: unknown, claim: LapsedClaim) => void = (error) => {
    throw error;
  },
): Promise<{ freed: number; passed: number }> {
  let freed = 0;
  for (let some = atATime; some === atATime; freed += some) some = await freeFetchedLeads(db, now);
  let passed = 0;
  let after: LapsedClaim = { accountId: 0, claimId: 0 };
  for (;;) {
    const called = await lapsedAfterDialing(db, after, now);
    for (const claim of called) {
      after = claim;
      try {
        if (await endLapsedCall(db, claim, now)) passed++;
      } catch (error) {
        // One claim that can't be ended must not block the others.
        failed(error, claim);
      }
    }
    if (called.length < atATime) return { freed, passed };
  }
}

/** Frees leads that were fetched and never dialed. Skips claims that a dialer is changing right now. */
async function freeFetchedLeads(db: Database, now: Date): Promise<number> {
  return await db.transaction(async (tx) => {
    const lapsed = await tx.query<LapsedClaim>(
      prepared(sql`
        select account_id as "accountId", claim_id as "claimId" from claim
        where ${isOpen} and lease_expires_at <= ${now} and status = 'PENDING'
        order by account_id, claim_id
        limit ${atATime}
        for update skip locked
      `),
    );
    for (const [accountId, claims] of Map.groupBy(lapsed, (claim) => claim.accountId)) {
      const claimIds = claims.map(({ claimId }) => claimId);
      await freeLeads(tx, accountId, claimIds, "LAPSED", now);
    }
    return lapsed.length;
  });
}

/** The next expired claims that were dialed, in the order of their keys. */
async function lapsedAfterDialing(
  db: Database,
  { accountId, claimId }: LapsedClaim,
  now: Date,
): Promise<LapsedClaim[]> {
  return await db.query<LapsedClaim>(
    prepared(sql`
      select account_id as "accountId", claim_id as "claimId" from claim
      where ${isOpen} and lease_expires_at <= ${now} and status <> 'PENDING' and (account_id, claim_id) > (${accountId}, ${claimId}::bigint)
      order by account_id, claim_id
      limit ${atATime}
    `),
  );
}

/** Returns false if another instance or the dialer has ended or renewed the claim meanwhile. */
async function endLapsedCall(db: Database, { accountId, claimId }: LapsedClaim, now: Date): Promise<boolean> {
  const scope = await scopeOf(db, accountId);
  return await db.transaction(async (tx) => {
    // Skips a locked claim instead of waiting: whoever holds it is ending or renewing it.
    const stillLapsed = await tx.maybe(sql`
      select from claim
      where account_id = ${accountId} and claim_id = ${claimId} and ${isOpen} and status <> 'PENDING' and lease_expires_at <= ${now}
      for update skip locked
    `);
    if (!stillLapsed) return false;
    const claim = await lockClaim(tx, accountId, claimId);
    const agentDisposition = claim.status === "WRAP_UP" ? await defaultDisposition(tx, accountId, claim) : undefined;
    const outcome: Outcome = {
      claimId,
      systemDisposition: claim.systemDisposition ?? "API_ERROR",
      agentDisposition,
      durationSeconds: claim.durationSeconds ?? undefined,
    };
    await endWithPass(tx, scope, { userId: null, name: claim.claimedBy }, claim, outcome, "LAPSED", now);
    return true;
  });
}

/** The disposition for calls whose agent chose none in time, by name. */
async function defaultDisposition(
  tx: Pick<Database, "maybe">,
  accountId: number,
  { campaignId }: LockedClaim,
): Promise<string | undefined> {
  const found = await tx.maybe<{ name: string }>(sql`
    select disposition_name as name from disposition
    where account_id = ${accountId} and campaign_id = ${campaignId} and is_default and not is_disabled
    order by rank, disposition_id
    limit 1
  `);
  return found?.name;
}
