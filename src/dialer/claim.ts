import type { Database, Tx } from "../db/database.ts";
import { holdRulesByKey, lock } from "../db/locks.ts";
import { prepared, type Sql, sql } from "../db/sql.ts";
import { bringDue } from "../dial-queue/bring-due.ts";
import { isInPlace, leadByKey, placedByKey } from "../dial-queue/entry.ts";
import { firstEntries, type OpenPart } from "../dial-queue/front.ts";
import { enqueueRefill, queueLeads } from "../dial-queue/queue-changed.ts";
import { partSize } from "../dial-queue/refill.ts";
import { refuse } from "../errors.ts";
import type { Scope } from "../leads/criteria.ts";
import { type Asking, type DialedCampaign, openParts, readAsking, type Wanted } from "./asking.ts";
import { claimsOfRequest } from "./claim-request.ts";
import { refill } from "./refill.ts";
import { contactByKey, dialedPhone, ownAgent, type Reason, whyNot } from "./why-not.ts";

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

/**
 * Hands out the next dialable leads, each to one caller only, in the order their campaigns promise. The dial queue says which are next; the rows
 * decide, at this moment: state, caps, calling hours, do-not-call lists, reservations, and actions that run and will stop a lead. Where the
 * queue has run out, it is refilled, and this waits for that once.
 */
export async function claimLeads(db: Database, scope: Scope, request: ClaimRequest, now: Date): Promise<Claim[]> {
  const claims: Claim[] = [];
  let refilled = new Set<number>();
  // At most: a refill of what was never filled, and one of what has run out while others filled.
  for (let round = 0; ; round++) {
    const { handed, lacking } = await db.transaction((tx) =>
      claimWithin(tx, scope, request, now, claims.length, refilled),
    );
    claims.push(...handed);
    if (lacking.length === 0 || round === 2) return claims;
    for (const { campaignId, fill } of lacking) await refill(db, scope, campaignId, fill?.fills ?? 0, now);
    refilled = new Set([...refilled, ...lacking.map(({ campaignId }) => campaignId)]);
  }
}

interface Handed {
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
): Promise<Handed> {
  const again = before === 0 ? await claimsOfRequest(tx, scope.accountId, request.requestId) : [];
  if (again.length > 0) return { handed: again, lacking: [] };
  await holdRulesByKey(tx, scope.accountId);
  const asking = await readAsking(tx, scope, request, now);
  const { agentId } = asking;
  const dialed = asking.campaigns.filter((one) => one.dialed !== "nothing");
  if (dialed.length === 0) return { handed: [], lacking: [] };
  const unfilled = dialed.filter((one) => isUnfilled(one, now) && !refilled.has(one.campaignId));
  if (unfilled.length > 0) return { handed: [], lacking: unfilled };
  const previewed = agentId !== null && asking.campaigns.some(({ dialMode }) => previewModes.includes(dialMode));
  if (agentId !== null && before === 0) await demandFetchedCalled(tx, asking, agentId);
  if (asking.attemptsPerPhone !== null) await lock(tx, "attempts", scope.accountId);
  const leaseSeconds = request.leaseSeconds ?? (previewed ? 3600 : 120);
  const hold = { claimedBy: request.claimedBy, leaseSeconds, requestId: request.requestId ?? null };
  const max = Math.min(request.max, ...(previewed ? asking.campaigns.map((one) => one.maxLeadsReturned) : [])) - before;
  const toBring = dialed.filter(({ fill }) => fill !== null && fill.coveredUntil + bringEvery <= now.getTime());
  if (toBring.length > 0) await bring(tx, asking, toBring);
  const handed = await claimFront(tx, asking, max, hold);
  if (handed.length < max && toBring.length < dialed.length) {
    await bring(tx, asking, dialed);
    handed.push(...(await claimFront(tx, asking, max - handed.length, hold)));
  }
  const lacking =
    handed.length < max ? dialed.filter((one) => mayHaveMore(one, now) && !refilled.has(one.campaignId)) : [];
  if (lacking.length === 0) await wishRefills(tx, asking, dialed, handed.length);
  return { handed, lacking };
}

const bring = (tx: Tx, { scope, now }: Asking, campaigns: readonly DialedCampaign[]) =>
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
// How far instances' clocks may differ.
const tolerance = 10_000;

/** Whether the queue must be refilled before it is used: it is empty, or what has changed since is had again at once. */
function isUnfilled({ fill }: DialedCampaign, now: Date): boolean {
  if (!fill || fill.isEmpty || now.getTime() < fill.coveredUntil - tolerance) return true;
  return fill.tookMs < quick && isStale(fill, now);
}

const isStale = (fill: NonNullable<DialedCampaign["fill"]>, now: Date) =>
  fill.isOutdated || now.getTime() >= fill.validUntil;

/** Whether there may be leads beside those that are queued. */
const mayHaveMore = ({ fill }: DialedCampaign, now: Date) =>
  fill !== null && (isStale(fill, now) || fill.parts.some(({ last }) => last !== null));

// Refills repair whatever was missed, so one comes every minute while leads are claimed; of a queue that takes long, every hundred times as
// long.
const repairEvery = (tookMs: number) => Math.max(60_000, 100 * tookMs);
const looked = new Map<string, { handed: number; wishedAt: number }>();

/** Has queues refilled in the background that have changed, were refilled long ago, or run low. Looked at now and then, for what it costs. */
async function wishRefills(
  tx: Tx,
  { scope, now }: Asking,
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
    if (!isOld && (last.handed < partSize / 4 || !(await isLow(tx, scope.accountId, campaignId, fill.parts)))) continue;
    last.wishedAt = Date.now();
    last.handed = 0;
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

interface Hold {
  claimedBy: string;
  leaseSeconds: number;
  requestId: number | null;
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
 * Hands out the first dialable leads of the queue. Nearly always the first page has enough; where it has not, entries that nobody can be handed
 * are dropped, and a longer page is looked at, past those that wait for something.
 */
async function claimFront(tx: Tx, asking: Asking, max: number, hold: Hold): Promise<Claim[]> {
  const parts = openParts(asking);
  const claims: Claim[] = [];
  if (parts.length === 0) return claims;
  for (const { size, limit } of pages.filter((page) => page.size >= max + 4)) {
    claims.push(...(await claimPage(tx, asking, parts, limit, max - claims.length, hold)));
    if (claims.length === max) break;
    const { seen, dropped } = await dropStale(tx, asking, parts, limit);
    if (dropped > 0) claims.push(...(await claimPage(tx, asking, parts, limit, max - claims.length, hold)));
    if (claims.length === max || seen < size) break;
  }
  return claims;
}

/** Hands out the first dialable leads of a page, however many it takes to get past those that others are handed at the same moment. */
async function claimPage(
  tx: Tx,
  asking: Asking,
  parts: readonly OpenPart[],
  limit: Sql,
  max: number,
  hold: Hold,
): Promise<Claim[]> {
  const claims: Claim[] = [];
  while (claims.length < max) {
    const chosen = await chooseLeads(tx, asking, parts, limit, max - claims.length);
    if (chosen.length === 0) break;
    // A number that may be dialed once more goes to the first of its leads; what comes after waits for a second look.
    const fit = asking.attemptsPerPhone === null ? chosen : beforeRepeatedPhone(chosen);
    const made = await holdLeads(tx, asking, fit, hold);
    claims.push(...made);
    if (made.length === chosen.length) break;
  }
  return claims;
}

interface Chosen {
  leadId: number;
  campaignId: number;
  phone: string;
}

// Leads that others are being handed at the same moment are passed over, as far as these reach.
const spare = 8;

/**
 * The first leads that are dialable, locked until the transaction ends; those that somebody else has locked are passed over, and those that have
 * changed since the rules were looked at.
 */
async function chooseLeads(
  tx: Tx,
  asking: Asking,
  parts: readonly OpenPart[],
  limit: Sql,
  max: number,
): Promise<Chosen[]> {
  const { scope, campaigns, running } = asking;
  const absolute = campaigns.some(({ absolutePriority }) => absolutePriority);
  const statement = sql`
    with entry as materialized (${firstEntries(scope.accountId, parts, limit, absolute)}), dialable as materialized (
      select lead.lead_id, lead.campaign_id, lead.version, dialed.phone, entry.place
      from entry ${leadByKey(scope.accountId)} ${placedByKey} ${contactByKey} ${dialedPhone(asking)}
      where ${isInPlace} and ${whyNot(asking)} is null
      order by entry.place
      limit ${max + spare}
    )
    select lead.lead_id as "leadId", lead.campaign_id as "campaignId", dialable.phone
    from lead
    join dialable on dialable.lead_id = lead.lead_id and dialable.version = lead.xmin
    where lead.account_id = ${scope.accountId} and lead.lead_id = any (array(select lead_id from dialable))
    order by dialable.place
    limit ${max}
    for update of lead skip locked
  `;
  // With the criteria of running stops it is another statement each time.
  return await tx.query<Chosen>(running.length === 0 ? prepared(statement) : statement);
}

function beforeRepeatedPhone(chosen: Chosen[]): Chosen[] {
  const phones = new Set<string>();
  const repeated = chosen.findIndex(({ phone }) => phones.size === phones.add(phone).size);
  return repeated === -1 ? chosen : chosen.slice(0, repeated);
}

/**
 * Claims these leads with all their numbers, takes them off the queue, and answers the claims in the same order. A lead goes without where
 * another lead that is claimed has one of its numbers.
 */
async function holdLeads(tx: Tx, { scope, agentId, now }: Asking, chosen: Chosen[], hold: Hold): Promise<Claim[]> {
  const { accountId } = scope;
  const leaseExpiresAt = new Date(now.getTime() + hold.leaseSeconds * 1000);
  const held = await holdNumbers(tx, accountId, chosen);
  if (held.length === 0) return [];
  const leadIds = held.map(({ leadId }) => leadId);
  const claimIds = held.map(({ claimId }) => claimId);
  // By arrays and not by joins, so that each is found by its key.
  await tx.execute(
    prepared(sql`
    with made as (
      insert into claim (account_id, claim_id, lead_id, campaign_id, agent_id, phone, status, claimed_at, claimed_by, lease_expires_at, lease_seconds,
        request_id)
      select ${accountId}::bigint, claim_id, lead_id, campaign_id, ${agentId}::bigint, phone, 'PENDING', ${now}::timestamptz,
        ${hold.claimedBy}::text, ${leaseExpiresAt}::timestamptz, ${hold.leaseSeconds}::int, ${hold.requestId}::bigint
      from unnest(${claimIds}::bigint[], ${leadIds}::bigint[], ${held.map((one) => one.campaignId)}::bigint[], ${held.map((one) => one.phone)}::text[])
        as held (claim_id, lead_id, campaign_id, phone)
    ), taken as (
      delete from dial_queue where account_id = ${accountId} and lead_id = any (${leadIds}::bigint[])
    )
    update lead set lead_state = 'PENDING', state_at = ${now}, claim_id = (${claimIds}::bigint[])[array_position(${leadIds}::bigint[], lead_id)]
    where account_id = ${accountId} and lead_id = any (${leadIds}::bigint[])
  `),
  );
  return held.map((one) => ({ ...one, leaseExpiresAt }));
}

/**
 * Gives these leads claim ids and holds all their numbers under them; answers those that got all of theirs. Two transactions that want a number
 * wait for each other at its key.
 */
async function holdNumbers(tx: Tx, accountId: number, chosen: Chosen[]): Promise<(Chosen & { claimId: number })[]> {
  const numbered = await tx.query<{ claimId: number; isWhole: boolean }>(
    prepared(sql`
    with chosen as materialized (
      select lead_id, place, nextval(pg_get_serial_sequence('claim', 'claim_id')) as claim_id
      from unnest(${chosen.map((one) => one.leadId)}::bigint[]) with ordinality as chosen (lead_id, place)
    ), number as materialized (
      select chosen.claim_id, chosen.place, number.phone
      from chosen
      cross join lateral (
        (select phone from contact where contact.account_id = ${accountId} and contact.lead_id = chosen.lead_id limit 1)
        union
        (select phone from lead_phone where lead_phone.account_id = ${accountId} and lead_phone.lead_id = chosen.lead_id limit 100)) as number
    ), held as (
      insert into held_number (account_id, phone, claim_id)
      select ${accountId}::bigint, phone, claim_id
      from (select distinct on (phone) phone, claim_id from number order by phone, place) as first
      order by phone
      on conflict do nothing
      returning phone, claim_id
    )
    select claim_id as "claimId", claim_id in (
      select number.claim_id
      from number left join held using (phone, claim_id)
      group by number.claim_id
      having count(*) = count(held.phone)) as "isWhole"
    from chosen
    order by place
  `),
  );
  const without = numbered.filter(({ isWhole }) => !isWhole).map(({ claimId }) => claimId);
  if (without.length > 0)
    await tx.execute(
      sql`delete from held_number where account_id = ${accountId} and claim_id = any (${without}::bigint[])`,
    );
  return chosen.flatMap((one, i) => {
    const { claimId = 0, isWhole = false } = numbered[i] ?? {};
    return isWhole ? [{ ...one, claimId }] : [];
  });
}

/** Reasons that a lead gets over without anybody queueing it again, or together with a refill. */
const passing: Reason[] = ["campaign", "stopping", "numberHeld", "notStarted", "phoneAttempts", "window"];

/**
 * Drops entries at the front of the queue whose leads nobody can be handed until something about them changes, and moves those that no longer
 * stand in their place. Answers how many were looked at, and how many of them went. Only leads whose entries go are locked meanwhile.
 */
async function dropStale(
  tx: Tx,
  asking: Asking,
  parts: readonly OpenPart[],
  limit: Sql,
): Promise<{ seen: number; dropped: number }> {
  const { scope, now } = asking;
  const reason = whyNot(asking, ownAgent);
  const absolute = asking.campaigns.some(({ absolutePriority }) => absolutePriority);
  // Due within the time by which clocks may differ is due.
  const soon = new Date(now.getTime() + tolerance);
  const { seen, dropped, moved } = await tx.one<{ seen: number; dropped: number; moved: string[] }>(sql`
    with entry as materialized (${firstEntries(scope.accountId, parts, limit, absolute)}), found as materialized (
      select lead.lead_id, lead.version, not ${isInPlace} as moved
      from entry ${leadByKey(scope.accountId)} ${placedByKey} ${contactByKey} ${dialedPhone(asking)}
      where not ${isInPlace} or coalesce(${reason} <> all (${passing}::text[]) and not (${reason} = 'nextDialTime' and lead.next_dial_time <= ${soon}), false)
    ), stale as materialized (
      select lead.lead_id, found.moved
      from lead
      join found on found.lead_id = lead.lead_id and found.version = lead.xmin
      where lead.account_id = ${scope.accountId} and lead.lead_id = any (array(select lead_id from found))
      for update of lead skip locked
    ), dropped as (
      delete from dial_queue
      where account_id = ${scope.accountId} and lead_id = any (array(
        select lead_id from stale
        union all
        select lead_id from entry where not exists (select from lead where lead.account_id = ${scope.accountId} and lead.lead_id = entry.lead_id)))
      returning lead_id
    )
    select (select count(*) from entry) as seen, (select count(*) from dropped) as dropped, array(select lead_id from stale where moved) as moved
  `);
  if (moved.length > 0) await queueLeads(tx, scope.accountId, sql`lead.lead_id = any (${moved}::bigint[])`);
  return { seen, dropped };
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
