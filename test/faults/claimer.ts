import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../../clients/seeded-random.ts";
import { connect } from "../../src/db/database.ts";
import { claimLeads } from "../../src/dialer/claims/claim.ts";
import { releaseClaim } from "../../src/dialer/claims/release.ts";
import { connectClaim } from "../../src/dialer/passes/claim-steps.ts";
import { completeClaim } from "../../src/dialer/passes/complete.ts";
import { Refusal } from "../../src/errors.ts";
import { scopeOf } from "../../src/leads/search/scope.ts";

// Runs claimers that dial a campaign until they are stopped or killed. Arguments: database URL, account, campaign, number of claimers,
// seed.
const [url = "", ...numbers] = process.argv.slice(2);
const [accountId, campaignId, many, seed] = numbers.map(Number) as [number, number, number, number];
const db = connect(url, () => undefined, many);
const scope = await scopeOf(db, accountId);
const random = seededRandom(seed);
let going = true;
process.on("SIGTERM", () => {
  going = false;
});

async function dial(claimId: number): Promise<void> {
  if (random.percent(5)) {
    await db.transaction((tx) => releaseClaim(tx, accountId, claimId, new Date()));
    return;
  }
  if (random.percent(50)) await db.transaction((tx) => connectClaim(tx, scope, claimId, new Date()));
  const outcome = { claimId, systemDisposition: "NOANSWER" } as const;
  await completeClaim(db, scope, { userId: null, name: "claimer" }, outcome, new Date());
}

async function claimer(): Promise<void> {
  while (going) {
    const request = { campaignIds: [campaignId], max: random.int(1, 10), leaseSeconds: 5, claimedBy: "claimer" };
    const claims = await claimLeads(db, scope, request, new Date());
    for (const { claimId, leaseExpiresAt } of claims) {
      if (!going) break;
      // A late outcome is recorded even beyond the pass limit, which this test does not count.
      if (leaseExpiresAt.getTime() < Date.now() + 2000) continue;
      await dial(claimId).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
    }
    if (claims.length === 0) await sleep(50);
  }
}

await Promise.all(Array.from({ length: many }, claimer));
await db.close();
