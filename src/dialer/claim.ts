import { enqueueQueueWork } from "../accounts/renew-queues.ts";
import { holdOffOthers } from "../db/claims-lock.ts";
import type { Database, Tx } from "../db/database.ts";
import { prepared, type Sql, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import type { Scope } from "../leads/criteria.ts";
import { type Asking, readAsking, type Wanted } from "./asking.ts";
import { bringDue } from "./bring-due.ts";
import { claimsOfRequest } from "./claim-request.ts";
import { firstEntries } from "./dial-index.ts";
import { tidyQueue } from "./tidy-queue.ts";
import { dialedPhone, dialOrder, joined, joinedContact, mayBeDialable, orderNow, whyNot } from "./why-not.ts";

export interface Claim {
  claimId: number;
  leadId: number;
  campaignId: number;
  /** The number to dial, E.164. */
  phone: string;
  leaseExpiresAt: Date;
}

export interface ClaimRequest extends Wanted {
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

// Claims that count attempts by number go one after the other: two of them would both see the last attempt free.
const oneByOne = 0xd1a1;

/**
 * Hands out the next dialable leads, each to one caller only, in the order their campaigns promise. The rows decide, at this moment: state,
 * caps, calling hours, do-not-call lists, reservations, and actions that run and will stop a lead. Nothing is prefetched.
 */
export async function claimLeads(db: Database, scope: Scope, request: ClaimRequest, now: Date): Promise<Claim[]> {
  const claimed = await db.transaction((tx) => claimWithin(tx, scope, request, now, undefined));
  if (Array.isArray(claimed)) return claimed;
  const all = await bringDue(db, scope.accountId, claimed.due, now);
  return (await db.transaction((tx) => claimWithin(tx, scope, request, now, all))) as Claim[];
}

/** `allBrought`: leads that have become due stand in the dial index, or some may not yet; undefined: nobody has looked, and their campaigns are the answer. */
async function claimWithin(
  tx: Tx,
  scope: Scope,
  request: ClaimRequest,
  now: Date,
  allBrought: boolean | undefined,
): Promise<Claim[] | { due: number[] }> {
  const before = await claimsOfRequest(tx, scope.accountId, request.requestId);
  if (before.length > 0) return before;
  await holdOffOthers(tx, scope.accountId);
  const asking = await readAsking(tx, scope, request, now);
  const { campaigns, agentId } = asking;
  if (campaigns.length === 0) return [];
  const due = campaigns.filter(({ isDue }) => isDue).map(({ campaignId }) => campaignId);
  if (allBrought === undefined && due.length > 0) return { due };
  const previewed = agentId !== null && campaigns.some(({ dialMode }) => previewModes.includes(dialMode));
  if (agentId !== null) await demandFetchedCalled(tx, asking, agentId);
  if (asking.attemptsPerPhone !== null)
    await tx.query(sql`select pg_advisory_xact_lock(${oneByOne}, hashint8(${scope.accountId}))`);
  const leaseSeconds = request.leaseSeconds ?? (previewed ? 3600 : 120);
  const hold = { claimedBy: request.claimedBy, leaseSeconds, requestId: request.requestId ?? null };
  const max = Math.min(request.max, ...(previewed ? campaigns.map((one) => one.maxLeadsReturned) : []));
  const unqueued = campaigns.filter((one) => !one.isQueued || (allBrought === false && one.isDue));
  for (const { campaignId } of unqueued) await enqueueQueueWork(tx, scope.accountId, campaignId);
  if (unqueued.length > 0) return await claimFromAll(tx, asking, max, hold);
  return await claimFromIndex(tx, asking, max, hold);
}

interface Hold {
  claimedBy: string;
  leaseSeconds: number;
  requestId: number | null;
}

/** Looks at the first leads in the dial index; where too few of those are dialable, clears them away and looks further. */
async function claimFromIndex(tx: Tx, asking: Asking, max: number, hold: Hold): Promise<Claim[]> {
  const order = dialOrder(asking);
  const many = pages.find(({ size }) => size >= max + 4)?.limit ?? sql`1024`;
  const front = () => firstEntries(asking, many, "all");
  const claims = await take(tx, asking, order, front(), max, hold);
  if (claims.length === max) return claims;
  const cleared = await tidyQueue(tx, asking, sql`100`);
  if (cleared > 0 && cleared < 100) {
    claims.push(...(await take(tx, asking, order, front(), max - claims.length, hold)));
    if (claims.length === max) return claims;
  }
  // Many more stand behind them in the same way, most likely; this claim steps over them, and those to come find them gone.
  if (cleared >= 100)
    for (const { campaignId } of asking.campaigns) await enqueueQueueWork(tx, asking.scope.accountId, campaignId);
  const next = (seen: number[], size: Sql) =>
    firstEntries(
      asking,
      size,
      "all",
      joined,
      sql`${mayBeDialable(asking)} and lead.lead_id <> all (${seen}::bigint[])`,
    );
  return [...claims, ...(await claimPages(tx, asking, order, next, max - claims.length, hold))];
}

/** While leads do not stand in the dial index as they should: looks at all of them. */
async function claimFromAll(tx: Tx, asking: Asking, max: number, hold: Hold): Promise<Claim[]> {
  const { scope, campaigns } = asking;
  const order = orderNow(asking);
  const next = (seen: number[], size: Sql) => sql`
    select lead.lead_id
    from lead ${joined}
    where lead.account_id = ${scope.accountId} and lead.campaign_id = any (${campaigns.map(({ campaignId }) => campaignId)}::bigint[])
      and ${mayBeDialable(asking)} and lead.lead_id <> all (${seen}::bigint[])
    order by ${order}
    limit ${size}`;
  return await claimPages(tx, asking, order, next, max, hold);
}

// As pieces of the statement: of a limit that is a parameter the planner thinks that it may be anything.
const pages = [
  { size: 12, limit: sql`12` },
  { size: 48, limit: sql`48` },
  { size: 192, limit: sql`192` },
  { size: 1024, limit: sql`1024` },
  { size: 8192, limit: sql`8192` },
  { size: 65_536, limit: sql`65536` },
];

/**
 * Looks at the leads in order, a page at a time, each page some times the last: nearly always the first has enough of those that also pass
 * the costly checks.
 */
async function claimPages(
  tx: Tx,
  asking: Asking,
  order: Sql,
  next: (seen: number[], size: Sql) => Sql,
  max: number,
  hold: Hold,
): Promise<Claim[]> {
  const claims: Claim[] = [];
  const seen: number[] = [];
  const first = pages.findIndex(({ size }) => size > max + 8);
  for (let step = first; claims.length < max; step++) {
    const { size, limit } = pages[step] ?? (pages.at(-1) as (typeof pages)[number]);
    const page = await tx.query<{ lead_id: number }>(next(seen, limit));
    const leadIds = page.map((row) => row.lead_id);
    seen.push(...leadIds);
    claims.push(
      ...(await take(tx, asking, order, sql`select unnest(${leadIds}::bigint[])`, max - claims.length, hold)),
    );
    if (page.length < size) break;
  }
  return claims;
}

/** Hands out the first of these leads that are dialable. */
async function take(tx: Tx, asking: Asking, order: Sql, leadIds: Sql, max: number, hold: Hold): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (;;) {
    const chosen = await choose(tx, asking, order, leadIds, max - claims.length);
    // A number that may be dialed once more goes to the first of its leads; what comes after waits for a second look.
    const fit = asking.attemptsPerPhone === null ? chosen : beforeRepeatedPhone(chosen);
    if (fit.length > 0) claims.push(...(await hand(tx, asking, fit, hold)));
    if (fit.length === chosen.length) return claims;
  }
}

interface Chosen {
  leadId: number;
  campaignId: number;
  phone: string;
}

/** The first of these leads that are dialable, held until the transaction ends; those that somebody else holds are passed over. */
async function choose(tx: Tx, asking: Asking, order: Sql, leadIds: Sql, max: number): Promise<Chosen[]> {
  const statement = sql`
    with entry (lead_id) as materialized (${leadIds})
    select lead.lead_id as "leadId", lead.campaign_id as "campaignId", dialed.phone
    from entry
    join lead on lead.account_id = ${asking.scope.accountId} and lead.lead_id = entry.lead_id
    ${joined} ${joinedContact} ${dialedPhone(asking)}
    where ${whyNot(asking)} is null
    order by ${order}
    limit ${max}
    for update of lead skip locked
  `;
  // With the criteria of running stops it is another statement each time.
  return await tx.query<Chosen>(asking.running.length === 0 ? prepared(statement) : statement);
}

function beforeRepeatedPhone(chosen: Chosen[]): Chosen[] {
  const phones = new Set<string>();
  const repeated = chosen.findIndex(({ phone }) => phones.size === phones.add(phone).size);
  return repeated === -1 ? chosen : chosen.slice(0, repeated);
}

async function hand(tx: Tx, { scope, agentId, now }: Asking, chosen: Chosen[], hold: Hold): Promise<Claim[]> {
  const leaseExpiresAt = new Date(now.getTime() + hold.leaseSeconds * 1000);
  const made = await tx.query<{ claimId: number; leadId: number }>(
    prepared(sql`
    with made as (
      insert into claim (account_id, lead_id, campaign_id, agent_id, phone, status, claimed_at, claimed_by, lease_expires_at, lease_seconds,
        request_id)
      select ${scope.accountId}::bigint, lead_id, campaign_id, ${agentId}::bigint, phone, 'PENDING', ${now}::timestamptz,
        ${hold.claimedBy}::text, ${leaseExpiresAt}::timestamptz, ${hold.leaseSeconds}::int, ${hold.requestId}::bigint
      from unnest((select ${chosen.map((one) => one.leadId)}::bigint[]), (select ${chosen.map((one) => one.campaignId)}::bigint[]),
        (select ${chosen.map((one) => one.phone)}::text[])) with ordinality as chosen (lead_id, campaign_id, phone, place)
      order by place
      returning claim_id, lead_id
    ), held as (
      update lead set lead_state = 'PENDING', state_at = ${now}, claim_id = made.claim_id, queued = false, due_at = null
      from made
      where lead.account_id = ${scope.accountId} and lead.lead_id = made.lead_id
    )
    select claim_id as "claimId", lead_id as "leadId" from made
  `),
  );
  const ids = new Map(made.map(({ claimId, leadId }) => [leadId, claimId]));
  return chosen.flatMap(({ leadId, campaignId, phone }) => {
    const claimId = ids.get(leadId);
    return claimId === undefined ? [] : [{ claimId, leadId, campaignId, phone, leaseExpiresAt }];
  });
}

/** Refuses an agent who has fetched leads of a dial group that wants them called first. */
async function demandFetchedCalled(tx: Tx, { scope, campaigns }: Asking, agentId: number): Promise<void> {
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
