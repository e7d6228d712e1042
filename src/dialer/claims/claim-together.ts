import type { Database } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { greatest } from "../../extremes.ts";
import { type LeadRow, readLeads } from "../../leads/lead-row.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { type CallSheet, readCallSheets } from "./call-sheet.ts";
import { type ClaimRequest, claimLeads } from "./claim.ts";
import type { Claim } from "./claim-front.ts";

/** A claim with its lead and its campaign's call sheet; either is undefined if deleted meanwhile. */
export type ClaimedLead = Claim & { lead: LeadRow | undefined; sheet: CallSheet | undefined };

/** A dialer's request that waits for the claim under way. */
interface WaitingRequest {
  max: number;
  now: Date;
  resolve: (claims: ClaimedLead[]) => void;
  reject: (error: unknown) => void;
}

// Per database, the requests waiting for the claim under way, by what they ask for.
const waitingClaims = new WeakMap<Database, Map<string, WaitingRequest[]>>();
// The most leads one claim hands out.
const atATime = 1000;

/**
 * Claims like claimLeads, and reads the leads. Requests for the same campaigns that arrive while a claim on them is
 * under way are served together by the next claim, which takes hardly longer than one alone: half the time with 8
 * dialers on one campaign.
 */
export async function claimTogether(
  db: Database,
  scope: Scope,
  request: ClaimRequest,
  now: Date,
): Promise<ClaimedLead[]> {
  // An agent's limits apply to each fetch, and a repeated request must get its own claims again, so those go alone.
  if (request.agentId !== undefined || request.requestId !== undefined)
    return await withLeads(db, scope, await claimLeads(db, scope, request, now));
  const { max, ...same } = request;
  const key = JSON.stringify([scope.accountId, same]);
  const waiting = waitingClaims.get(db) ?? new Map<string, WaitingRequest[]>();
  waitingClaims.set(db, waiting);
  return await new Promise((resolve, reject) => {
    const one = { max, now, resolve, reject };
    const others = waiting.get(key);
    if (others) others.push(one);
    else {
      waiting.set(key, [one]);
      void serveWaiting(db, scope, same, waiting, key);
    }
  });
}

async function serveWaiting(
  db: Database,
  scope: Scope,
  same: Omit<ClaimRequest, "max">,
  waiting: Map<string, WaitingRequest[]>,
  key: string,
): Promise<void> {
  for (let all = waiting.get(key) ?? []; all.length > 0; all = waiting.get(key) ?? []) {
    const served: WaitingRequest[] = [];
    let max = 0;
    while (all[0] && (served.length === 0 || max + all[0].max <= atATime)) {
      max += all[0].max;
      served.push(all.shift() as WaitingRequest);
    }
    const now = new Date(greatest(served.map((one) => one.now.getTime())));
    const claims = await claimLeads(db, scope, { ...same, max }, now).catch((error: unknown) => {
      for (const one of served) one.reject(error);
    });
    // Read the leads without holding up the next claim.
    if (claims) void resolveWaiting(db, scope, claims, served);
  }
  waiting.delete(key);
}

/** Gives each request as many leads as it asked for, in order of arrival. */
async function resolveWaiting(db: Database, scope: Scope, claims: Claim[], served: WaitingRequest[]): Promise<void> {
  try {
    const read = await withLeads(db, scope, claims);
    for (const one of served) one.resolve(read.splice(0, one.max));
  } catch (error) {
    for (const one of served) one.reject(error);
  }
}

/** Adds the leads and call sheets to claims. */
async function withLeads(db: Database, scope: Scope, claims: Claim[]): Promise<ClaimedLead[]> {
  if (claims.length === 0) return [];
  const these = sql`lead.account_id = ${scope.accountId} and lead.lead_id = any (${claims.map(({ leadId }) => leadId)}::bigint[])`;
  const [rows, sheets] = await Promise.all([
    readLeads(db, these, claims.length, 0, false, true),
    readCallSheets(
      db,
      scope.accountId,
      claims.map(({ campaignId }) => campaignId),
    ),
  ]);
  const leads = new Map(rows.map((lead) => [lead.lead_id, lead]));
  return claims.map((claim) => ({ ...claim, lead: leads.get(claim.leadId), sheet: sheets.get(claim.campaignId) }));
}
