import type { Database, Tx } from "../../db/database.ts";
import { holdRulesByKey, lock } from "../../db/locks.ts";
import { sql } from "../../db/sql.ts";
import { bringDue } from "../../dial-queue/bring-due.ts";
import { noHorizon } from "../../dial-queue/entry.ts";
import type { OpenPart } from "../../dial-queue/front.ts";
import { enqueueRefill } from "../../dial-queue/queue-changed.ts";
import { partSize } from "../../dial-queue/refill.ts";
import { refuse } from "../../errors.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { type DialedCampaign, type DialFilter, type DialScope, openParts, readDialScope } from "../rules/dial-scope.ts";
import { refill } from "../rules/refill.ts";
import { type Claim, claimFront, tolerance } from "./claim-front.ts";
import { claimsOfRequest } from "./claim-request.ts";

export interface ClaimRequest extends DialFilter {
  /** How many leads at most. */
  max: number;
  /** How long the hold lasts without being renewed; absent: an hour for an agent's preview, two minutes for a dialer. */
  leaseSeconds?: number | undefined;
  /** Who asks, as the lead's history names them. */
  claimedBy: string;
  /** Of openClaimRequest: the request was sent with an Idempotency-Key, and what it was handed out before is handed out again. */
  requestId?: number | undefined;
}

/** Modes in which an agent has the lead before it is dialed. */
const previewModes = ["PREVIEW", "CLICK_TO_TALK"];

/**
 * Hands out the next dialable leads, each to one caller only, in the order their campaigns promise. The dial queue says which are next; the rows
 * decide, at this moment: state, caps, calling hours, do-not-call lists, reservations, and actions that run and will stop a lead. Where the
 * queue has run out, it is refilled, and this waits for that once.
 */
export async function claimLeads(db: Database, scope: Scope, request: ClaimRequest, now: Date): Promise<Claim[]> {
  const claims: Claim[] = [];
  let refilled = new Set<number>();
  for (let round = 0; ; round++) {
    const { handed, lacking } = await db.transaction((tx) =>
      claimWithin(tx, scope, request, now, claims.length, refilled, round === lastRound),
    );
    claims.push(...handed);
    if (lacking.length === 0 || round === lastRound) return claims;
    for (const { campaignId, fill } of lacking) await refill(db, scope, campaignId, fill?.fills ?? 0, now);
    refilled = new Set([...refilled, ...lacking.map(({ campaignId }) => campaignId)]);
  }
}

// Two refills at most: one of what was never filled, and one of what has run out while others filled.
const lastRound = 2;

interface HandedLead {
  handed: Claim[];
  /** Campaigns to be refilled before more can be handed out. */
  lacking: DialedCampaign[];
}

/** `before`: how many the request has been handed already; `refilled`: campaigns that were just refilled for it. */
async function claimWithin(
  tx: Tx,
  scope: Scope,
  request: ClaimRequest,
  now: Date,
  before: number,
  refilled: ReadonlySet<number>,
  isLast: boolean,
): Promise<HandedLead> {
  const again = before === 0 ? await claimsOfRequest(tx, scope.accountId, request.requestId) : [];
  if (again.length > 0) return { handed: again, lacking: [] };
  await holdRulesByKey(tx, scope.accountId);
  const dial = await readDialScope(tx, scope, request, now);
  const { agentId } = dial;
  const dialed = dial.campaigns.filter((one) => one.dialed !== "nothing");
  if (dialed.length === 0) return { handed: [], lacking: [] };
  const unfilled = dialed.filter((one) => isUnfilled(one, now) && !refilled.has(one.campaignId));
  if (unfilled.length > 0) return { handed: [], lacking: unfilled };
  const previewed = agentId !== null && dial.campaigns.some(({ dialMode }) => previewModes.includes(dialMode));
  if (agentId !== null && before === 0) await requireFetchedCalled(tx, dial, agentId);
  if (dial.attemptsPerPhone !== null) await lock(tx, "attempts", scope.accountId);
  const leaseSeconds = request.leaseSeconds ?? (previewed ? 3600 : 120);
  const hold = { claimedBy: request.claimedBy, leaseSeconds, requestId: request.requestId ?? null };
  const max = Math.min(request.max, ...(previewed ? dial.campaigns.map((one) => one.maxLeadsReturned) : [])) - before;
  const toBring = dialed.filter(({ fill }) => fill !== null && fill.coveredUntil + bringEvery <= now.getTime());
  if (toBring.length > 0) await bring(tx, dial, toBring);
  const open = openParts(dial);
  const mayRefill = dialed.some((one) => mayHaveMore(one, open, now) && !refilled.has(one.campaignId));
  const isRepeatable = request.requestId !== undefined;
  if (isRepeatable) await tx.query(sql`savepoint before_claims`);
  const handed = await claimFront(tx, dial, max, hold, mayRefill);
  if (handed.length < max && toBring.length < dialed.length) {
    await bring(tx, dial, dialed);
    handed.push(...(await claimFront(tx, dial, max - handed.length, hold, mayRefill)));
  }
  const lacking =
    handed.length < max ? dialed.filter((one) => mayHaveMore(one, open, now) && !refilled.has(one.campaignId)) : [];
  // The same request, sent a second time, would be answered with these alone while the first gets more after the refill.
  if (isRepeatable && lacking.length > 0 && !isLast) {
    await tx.query(sql`rollback to savepoint before_claims`);
    return { handed: [], lacking };
  }
  if (lacking.length === 0) await wishRefills(tx, dial, dialed, handed.length);
  return { handed, lacking };
}

const bring = (tx: Tx, { scope, now }: DialScope, campaigns: readonly DialedCampaign[]) =>
  bringDue(
    tx,
    scope.accountId,
    campaigns.map(({ campaignId }) => campaignId),
    now,
  );

// Leads that have become due are looked for this often while others are queued, in milliseconds; at once where none are.
const bringEvery = 1000;
// A refill that takes less than this is waited for, so that claims see every change at once.
const quick = 100;

/** Whether the queue must be refilled before it is used: it is empty, or what has changed since is had again at once. */
function isUnfilled({ fill }: DialedCampaign, now: Date): boolean {
  if (!fill || fill.isEmpty || now.getTime() < fill.coveredUntil - tolerance) return true;
  return fill.tookMs < quick && isStale(fill, now);
}

const isStale = (fill: NonNullable<DialedCampaign["fill"]>, now: Date) =>
  fill.isOutdated || now.getTime() >= fill.validUntil;

/** Whether there may be leads beside those that are queued in the parts that are open now. */
const mayHaveMore = ({ campaignId, fill }: DialedCampaign, open: readonly OpenPart[], now: Date) =>
  fill !== null &&
  (isStale(fill, now) || open.some((part) => part.campaignId === campaignId && part.last !== noHorizon));

// Refills repair whatever was missed, so one comes every minute while leads are claimed; of a queue that takes long, every hundred times as
// long.
const repairEvery = (tookMs: number) => Math.max(60_000, 100 * tookMs);
const looked = new Map<string, { handed: number; wishedAt: number }>();

/** Has queues refilled in the background that have changed, were refilled long ago, or run low. Looked at now and then, for what it costs. */
async function wishRefills(
  tx: Tx,
  { scope, now }: DialScope,
  campaigns: readonly DialedCampaign[],
  handed: number,
): Promise<void> {
  const wanted: number[] = [];
  for (const { campaignId, fill } of campaigns) {
    if (!fill) continue;
    const key = `${scope.accountId}/${campaignId}`;
    const last = looked.get(key) ?? { handed: 0, wishedAt: 0 };
    looked.set(key, last);
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

/** Whether half of a part has been handed out, behind which there are more leads. */
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

/** Refuses an agent who has fetched leads of a dial group that wants them called first. */
async function requireFetchedCalled(tx: Tx, { scope, campaigns }: DialScope, agentId: number): Promise<void> {
  const groups = campaigns.filter((one) => one.requireFetchedLeadsCalled).map((one) => one.dialGroupId);
  if (groups.length === 0) return;
  // Two fetches of one agent at the same time would both find nothing open.
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
