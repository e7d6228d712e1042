import type { Database, Tx } from "../../db/database.ts";
import { holdRulesByKey, lock } from "../../db/locks.ts";
import { sql } from "../../db/sql.ts";
import { queueDueLeads } from "../../dial-queue/bring-due.ts";
import { placeAfterAll } from "../../dial-queue/entry.ts";
import type { OpenPart } from "../../dial-queue/front.ts";
import { enqueueRefill } from "../../dial-queue/queue-changed.ts";
import { partSize } from "../../dial-queue/refill.ts";
import { refuse } from "../../errors.ts";
import { least } from "../../extremes.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { type DialedCampaign, type DialFilter, type DialScope, openParts, readDialScope } from "../rules/dial-scope.ts";
import { refillCampaign } from "../rules/refill.ts";
import { type Claim, claimFront, clockTolerance } from "./claim-front.ts";
import { claimsOfRequest } from "./claim-request.ts";

/** Which leads to claim, how many, and for whom. */
export interface ClaimRequest extends DialFilter {
  /** The most leads to hand out. */
  max: number;
  /** How long the lease lasts without renewal; absent: an hour for an agent's preview, two minutes for a dialer. */
  leaseSeconds?: number | undefined;
  /** The caller's name in the leads' history. */
  claimedBy: string;
  /** From openClaimRequest, if the request has an Idempotency-Key: it is handed what it was handed before. */
  requestId?: number | undefined;
}

/** Dial modes in which an agent sees the lead before it is dialed. */
const previewModes = ["PREVIEW", "CLICK_TO_TALK"];

/**
 * Hands out the next dialable leads, each to one caller only, in their campaigns' order. The dial queue proposes leads;
 * their rows decide at this moment: state, caps, calling hours, do-not-call lists, reservations, and running actions
 * that are about to stop a lead. If the queue has run out, refills it and continues.
 */
export async function claimLeads(db: Database, scope: Scope, request: ClaimRequest, now: Date): Promise<Claim[]> {
  let claims: Claim[] = [];
  let refilled = new Set<number>();
  for (let round = 0; ; round++) {
    const { handed, toRefill } = await db.transaction((tx) =>
      claimInTransaction(tx, scope, request, now, claims.length, refilled, round === lastRound),
    );
    claims = [...claims, ...handed];
    if (toRefill.length === 0 || round === lastRound) return claims;
    for (const { campaignId, fill } of toRefill) await refillCampaign(db, scope, campaignId, fill?.fills ?? 0, now);
    refilled = new Set([...refilled, ...toRefill.map(({ campaignId }) => campaignId)]);
  }
}

// At most two refills per request: one for a queue that was never filled, one for what ran out meanwhile.
const lastRound = 2;

/** What one transaction handed out. */
interface ClaimStep {
  handed: Claim[];
  /** Campaigns to refill before more can be handed out. */
  toRefill: DialedCampaign[];
}

/** `before` is how many leads this request already got; `refilled` are the campaigns just refilled for it. */
async function claimInTransaction(
  tx: Tx,
  scope: Scope,
  request: ClaimRequest,
  now: Date,
  before: number,
  refilled: ReadonlySet<number>,
  isLast: boolean,
): Promise<ClaimStep> {
  const again = before === 0 ? await claimsOfRequest(tx, scope.accountId, request.requestId) : [];
  if (again.length > 0) return { handed: again, toRefill: [] };
  // From here on no stop is accepted until this transaction ends, so the rules read below stay true.
  await holdRulesByKey(tx, scope.accountId);
  const dial = await readDialScope(tx, scope, request, now);
  if (dial.isClosed) throw refuse("ACCOUNT_CLOSED", { accountId: scope.accountId });
  const { agentId } = dial;
  const dialed = dial.campaigns.filter((one) => one.dialed !== "nothing");
  if (dialed.length === 0) return { handed: [], toRefill: [] };
  const unfilled = dialed.filter((one) => isUnfilled(one, now) && !refilled.has(one.campaignId));
  if (unfilled.length > 0) return { handed: [], toRefill: unfilled };
  const previewed = agentId !== null && dial.campaigns.some(({ dialMode }) => previewModes.includes(dialMode));
  if (agentId !== null && before === 0) await requireFetchedCalled(tx, dial, agentId);
  // Two claims could both see a number's last attempt as free, so claims take turns while attempts are limited.
  if (dial.attemptsPerPhone !== null) await lock(tx, "attempts", scope.accountId);
  const leaseSeconds = request.leaseSeconds ?? (previewed ? 3600 : 120);
  const hold = { claimedBy: request.claimedBy, leaseSeconds, requestId: request.requestId ?? null };
  const max =
    Math.min(request.max, previewed ? least(dial.campaigns.map((one) => one.maxLeadsReturned)) : request.max) - before;
  const toBring = dialed.filter(({ fill }) => fill !== null && fill.coveredUntil + queueDueEvery <= now.getTime());
  if (toBring.length > 0) await queueDue(tx, dial, toBring);
  const open = openParts(dial);
  const mayRefill = dialed.some((one) => mayHaveMore(one, open, now) && !refilled.has(one.campaignId));
  const isRepeatable = request.requestId !== undefined;
  if (isRepeatable) await tx.query(sql`savepoint before_claims`);
  let handed = await claimFront(tx, dial, max, hold, mayRefill);
  // Nothing more is queued, so look for leads that became due within the last second.
  if (handed.length < max && toBring.length < dialed.length) {
    await queueDue(tx, dial, dialed);
    handed = [...handed, ...(await claimFront(tx, dial, max - handed.length, hold, mayRefill))];
  }
  const toRefill =
    handed.length < max ? dialed.filter((one) => mayHaveMore(one, open, now) && !refilled.has(one.campaignId)) : [];
  // Without this, the same request sent twice would get only these claims, while the first goes on to get more.
  if (isRepeatable && toRefill.length > 0 && !isLast) {
    await tx.query(sql`rollback to savepoint before_claims`);
    return { handed: [], toRefill: toRefill };
  }
  if (toRefill.length === 0) await requestRefills(tx, dial, dialed, handed.length);
  return { handed, toRefill: toRefill };
}

/** Queues the leads of these campaigns that have become due. */
const queueDue = (tx: Tx, { scope, now }: DialScope, campaigns: readonly DialedCampaign[]) =>
  queueDueLeads(
    tx,
    scope.accountId,
    campaigns.map(({ campaignId }) => campaignId),
    now,
  );

// While others are queued, look for newly due leads this often, in milliseconds; at once if the queue has too few.
const queueDueEvery = 1000;
// Wait for a refill that takes less than this many milliseconds, so that claims see every change immediately.
const quickRefill = 100;

/** Whether the queue must be refilled before use: it is empty, or refilling is quick and something has changed. */
function isUnfilled({ fill }: DialedCampaign, now: Date): boolean {
  if (!fill || fill.isEmpty || now.getTime() < fill.coveredUntil - clockTolerance) return true;
  return fill.tookMs < quickRefill && isStale(fill, now);
}

/** Whether a change, or time, may have made leads dialable that are not queued. */
const isStale = (fill: NonNullable<DialedCampaign["fill"]>, now: Date) =>
  fill.isOutdated || now.getTime() >= fill.validUntil;

/** Whether the campaign may have dialable leads beyond those queued in the parts that are open now. */
const mayHaveMore = ({ campaignId, fill }: DialedCampaign, open: readonly OpenPart[], now: Date) =>
  fill !== null &&
  (isStale(fill, now) || open.some((part) => part.campaignId === campaignId && part.last !== placeAfterAll));

// Refills also repair whatever was missed, so each queue in use is refilled once a minute, or if a refill takes long,
// after a hundred times its duration.
const repairEvery = (tookMs: number) => Math.max(60_000, 100 * tookMs);
const refillChecks = new Map<string, { handed: number; wishedAt: number }>();

/**
 * Asks for background refills of queues that have changed, are due for repair, or run low. Counting a part is costly,
 * so it is done at most once a second per campaign, and only after a quarter of a part was handed out.
 */
async function requestRefills(
  tx: Tx,
  { scope, now }: DialScope,
  campaigns: readonly DialedCampaign[],
  handed: number,
): Promise<void> {
  const wanted: number[] = [];
  for (const { campaignId, fill } of campaigns) {
    if (!fill) continue;
    const key = `${scope.accountId}/${campaignId}`;
    const last = refillChecks.get(key) ?? { handed: 0, wishedAt: 0 };
    refillChecks.set(key, last);
    last.handed += handed;
    if (Date.now() - last.wishedAt < 1000) continue;
    const isOld = isStale(fill, now) || now.getTime() >= fill.filledAt + repairEvery(fill.tookMs);
    if (!isOld && last.handed < partSize / 4) continue;
    last.handed = 0;
    if (!isOld && !(await isLow(tx, scope.accountId, campaignId, fill.parts))) continue;
    last.wishedAt = Date.now();
    wanted.push(campaignId);
  }
  await enqueueRefill(tx, scope.accountId, wanted);
}

/** Whether some part has less than half its size left and more leads behind it. */
async function isLow(
  tx: Tx,
  accountId: number,
  campaignId: number,
  parts: NonNullable<DialedCampaign["fill"]>["parts"],
): Promise<boolean> {
  const cut = parts.filter(({ last }) => last !== null);
  const low = await tx.maybe(sql`
    select from unnest(${cut.map(({ zone }) => zone)}::smallint[], ${cut.map(({ agent }) => agent)}::bigint[]) as part (zone, agent)
    where (
      select count(*) from (
        select from dial_queue
        where account_id = ${accountId} and campaign_id = ${campaignId} and time_zone_id = part.zone and agent_id = part.agent
        limit ${partSize / 2}) as left_over
    ) < ${partSize / 2}
    limit 1
  `);
  return low !== undefined;
}

/** Refuses an agent who still has uncalled leads of a dial group that requires fetched leads to be called first. */
async function requireFetchedCalled(tx: Tx, { scope, campaigns }: DialScope, agentId: number): Promise<void> {
  const groups = campaigns.filter((one) => one.requireFetchedLeadsCalled).map((one) => one.dialGroupId);
  if (groups.length === 0) return;
  // Locking the agent makes the agent's concurrent fetches take turns, or each would see none open.
  await tx.query(sql`
    select from agent where account_id = ${scope.accountId} and agent_id = ${agentId} for no key update
  `);
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*)
    from claim
    join campaign on campaign.account_id = claim.account_id and campaign.campaign_id = claim.campaign_id
    where claim.account_id = ${scope.accountId} and claim.agent_id = ${agentId} and claim.status = 'PENDING'
      and campaign.dial_group_id = any (${groups}::bigint[])
  `);
  if (count > 0) throw refuse("FETCHED_LEADS_NOT_CALLED", { agentId, count });
}
