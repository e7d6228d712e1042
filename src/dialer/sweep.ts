import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { freeLeads } from "../leads/free-leads.ts";
import { scopeOf } from "../leads/scope.ts";
import { endWithPass } from "./complete.ts";
import { holdClaim } from "./hold.ts";

const atATime = 200;

/**
 * Ends claims that were not renewed in time: a lead that was only fetched is free again, uncounted; one that was on a call gets a pass with
 * API_ERROR and the pass delay, since the person may have been called. Answers with how many of each.
 */
export async function sweepClaims(db: Database, now: Date): Promise<{ freed: number; passed: number }> {
  const swept = { freed: 0, passed: 0 };
  for (;;) {
    const some = await sweepSome(db, now);
    swept.freed += some.freed;
    swept.passed += some.passed;
    if (some.freed + some.passed < atATime) return swept;
  }
}

async function sweepSome(db: Database, now: Date): Promise<{ freed: number; passed: number }> {
  return await db.transaction(async (tx) => {
    const lapsed = await tx.query<{ account_id: number; claim_id: number; status: string; claimed_by: string }>(sql`
      select account_id, claim_id, status, claimed_by from claim
      where status in ('PENDING', 'ACTIVE') and lease_expires_at <= ${now}
      order by account_id, claim_id
      limit ${atATime}
      for update skip locked
    `);
    for (const [accountId, claims] of Map.groupBy(lapsed, (claim) => claim.account_id)) {
      const pending = claims.filter(({ status }) => status === "PENDING").map(({ claim_id }) => claim_id);
      if (pending.length > 0) await freeLeads(tx, accountId, pending, "LAPSED", now);
      const active = claims.filter(({ status }) => status === "ACTIVE");
      const scope = active.length > 0 ? await scopeOf(tx, accountId) : undefined;
      for (const { claim_id: claimId, claimed_by: name } of scope ? active : []) {
        const claim = await holdClaim(tx, accountId, claimId);
        const outcome = { claimId, systemDisposition: "API_ERROR" } as const;
        if (scope) await endWithPass(tx, scope, { userId: null, name }, claim, outcome, "LAPSED", now);
      }
    }
    const passed = lapsed.filter(({ status }) => status === "ACTIVE").length;
    return { freed: lapsed.length - passed, passed };
  });
}
