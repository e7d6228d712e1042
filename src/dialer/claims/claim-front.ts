import type { Tx } from "../../db/database.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import { campaignByKey, isInPlace, leadByKey } from "../../dial-queue/entry.ts";
import { firstEntries, type OpenPart } from "../../dial-queue/front.ts";
import { queueLeads } from "../../dial-queue/queue-changed.ts";
import { type DialScope, openParts } from "../rules/dial-scope.ts";
import { contactByKey, dialedPhone, notDialableReason, ownAgent, type Reason } from "../rules/not-dialable.ts";

/** A lead that was handed out to a dialer. */
export interface Claim {
  claimId: number;
  leadId: number;
  campaignId: number;
  /** The number to dial, E.164. */
  phone: string;
  leaseExpiresAt: Date;
}

/** How far the clocks of two instances may differ, in milliseconds. */
export const clockTolerance = 10_000;

/** Who holds the claimed leads, and for how long. */
export interface ClaimTerms {
  claimedBy: string;
  leaseSeconds: number;
  /** The request's row, if it had an Idempotency-Key. */
  requestId: number | null;
}

// Limits are part of the statement's text: for a parameter the planner assumes any number of rows and reads whole
// tables.
const pages = [
  { size: 12, limit: sql`12` },
  { size: 48, limit: sql`48` },
  { size: 192, limit: sql`192` },
  { size: 1024, limit: sql`1024` },
  { size: 8192, limit: sql`8192` },
  { size: 65_536, limit: sql`65536` },
];

/**
 * Hands out the first dialable leads of the queue. Nearly always the first page has enough. If not, drops the entries
 * that nobody can be handed and reads a longer page, past the entries that wait for something. `mayRefill` says that
 * the campaigns have more leads than are queued.
 */
export async function claimFront(
  tx: Tx,
  dial: DialScope,
  max: number,
  hold: ClaimTerms,
  mayRefill: boolean,
): Promise<Claim[]> {
  const parts = openParts(dial);
  let claims: Claim[] = [];
  if (parts.length === 0) return claims;
  for (const { size, limit } of pages.filter((page) => page.size >= max + 4)) {
    claims = [...claims, ...(await claimPage(tx, dial, parts, limit, max - claims.length, hold))];
    if (claims.length === max) break;
    const { seen, dropped } = await dropStale(tx, dial, parts, limit);
    if (dropped > 0) claims = [...claims, ...(await claimPage(tx, dial, parts, limit, max - claims.length, hold))];
    if (claims.length === max || seen < size) break;
    // Most of the queue is stale, so a refill takes less time than going through the rest.
    if (mayRefill && claims.length === 0 && size >= 192 && dropped > size / 2) break;
  }
  return claims;
}

/** Hands out the first dialable leads of a page. Looks again if concurrent claims took the same numbers. */
async function claimPage(
  tx: Tx,
  dial: DialScope,
  parts: readonly OpenPart[],
  limit: Sql,
  max: number,
  hold: ClaimTerms,
): Promise<Claim[]> {
  let claims: Claim[] = [];
  // The next look sees numbers that others have taken meanwhile, so three looks without a claim mean that little is
  // left.
  for (let inVain = 0; claims.length < max && inVain < 3; ) {
    const chosen = await chooseLeads(tx, dial, parts, limit, max - claims.length);
    if (chosen.length === 0) break;
    // Its claim may use up a number's last attempt, so only the first lead of a number is claimed at a time.
    const fit = dial.attemptsPerPhone === null ? chosen : beforeRepeatedPhone(chosen);
    const made = await holdLeads(tx, dial, fit, hold);
    claims = [...claims, ...made];
    if (made.length === chosen.length) break;
    if (made.length === 0) inVain++;
  }
  return claims;
}

/** A lead that the rules allow, locked. */
interface ClaimCandidate {
  leadId: number;
  campaignId: number;
  phone: string;
}

// How many extra leads to read, since concurrent claims may hold some of the first.
const spareLeads = 8;

/**
 * The first dialable leads, locked until the transaction ends. Skips leads that another transaction has locked, or has
 * changed since this statement judged them: `version` is the row's xmin.
 */
async function chooseLeads(
  tx: Tx,
  dial: DialScope,
  parts: readonly OpenPart[],
  limit: Sql,
  max: number,
): Promise<ClaimCandidate[]> {
  const { scope, campaigns, running } = dial;
  const absolute = campaigns.some(({ absolutePriority }) => absolutePriority);
  const statement = sql`
    with entry as materialized (${firstEntries(scope.accountId, parts, limit, absolute)}), dialable as materialized (
      select lead.lead_id, lead.campaign_id, lead.version, dialed.phone, entry.place
      from entry ${leadByKey(scope.accountId)} ${campaignByKey} ${contactByKey} ${dialedPhone(dial)}
      where ${isInPlace} and ${notDialableReason(dial)} is null
      order by entry.place
      limit ${max + spareLeads}
    )
    select lead.lead_id as "leadId", lead.campaign_id as "campaignId", dialable.phone
    from lead
    join dialable on dialable.lead_id = lead.lead_id and dialable.version = lead.xmin
    where lead.account_id = ${scope.accountId} and lead.lead_id = any (array(select lead_id from dialable))
    order by dialable.place
    limit ${max}
    for update of lead skip locked
  `;
  // With the criteria of running stops, the statement's text differs each time and is not worth preparing.
  return await tx.query<ClaimCandidate>(running.length === 0 ? prepared(statement) : statement);
}

/** The candidates before the first whose number an earlier one has. */
function beforeRepeatedPhone(chosen: ClaimCandidate[]): ClaimCandidate[] {
  const phones = new Set<string>();
  const repeated = chosen.findIndex(({ phone }) => phones.size === phones.add(phone).size);
  return repeated === -1 ? chosen : chosen.slice(0, repeated);
}

/**
 * Claims these leads with all their numbers, takes them off the queue, and returns the claims in the same order. Leaves
 * out a lead if one of its numbers is already held. Two transactions that want the same number wait for each other at
 * its key in held_number, which both insert in the order of the numbers.
 */
async function holdLeads(
  tx: Tx,
  { scope, agentId, now }: DialScope,
  chosen: ClaimCandidate[],
  hold: ClaimTerms,
): Promise<Claim[]> {
  const { accountId } = scope;
  const leaseExpiresAt = new Date(now.getTime() + hold.leaseSeconds * 1000);
  // With arrays instead of joins, every row is found by its key.
  const made = await tx.query<{ claimId: number; isWhole: boolean }>(
    prepared(sql`
    with chosen as materialized (
      select *, nextval(pg_get_serial_sequence('claim', 'claim_id')) as claim_id
      from unnest(${chosen.map((one) => one.leadId)}::bigint[], ${chosen.map((one) => one.campaignId)}::bigint[], ${chosen.map((one) => one.phone)}::text[])
        with ordinality as chosen (lead_id, campaign_id, phone, place)
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
    ), whole as materialized (
      select chosen.* from chosen
      where claim_id in (
        select number.claim_id
        from number left join held using (phone, claim_id)
        group by number.claim_id
        having count(*) = count(held.phone))
    ), made as (
      insert into claim (account_id, claim_id, lead_id, campaign_id, agent_id, phone, status, claimed_at, claimed_by, lease_expires_at,
        lease_seconds, request_id)
      select ${accountId}::bigint, claim_id, lead_id, campaign_id, ${agentId}::bigint, phone, 'PENDING', ${now}::timestamptz,
        ${hold.claimedBy}::text, ${leaseExpiresAt}::timestamptz, ${hold.leaseSeconds}::int, ${hold.requestId}::bigint
      from whole
    ), taken as (
      delete from dial_queue where account_id = ${accountId} and lead_id = any (array(select lead_id from whole order by place))
    ), claimed as (
      update lead
      set lead_state = 'PENDING', state_at = ${now},
        claim_id = (array(select claim_id from whole order by place))[array_position(array(select lead_id from whole order by place), lead_id)]
      where account_id = ${accountId} and lead_id = any (array(select lead_id from whole order by place))
    )
    select claim_id as "claimId", claim_id in (select claim_id from whole) as "isWhole" from chosen order by place
  `),
  );
  // Some of their numbers may have been free, so give those back.
  const without = made.filter(({ isWhole }) => !isWhole).map(({ claimId }) => claimId);
  if (without.length > 0)
    await tx.execute(
      sql`delete from held_number where account_id = ${accountId} and claim_id = any (${without}::bigint[])`,
    );
  return chosen.flatMap((one, i) => {
    const { claimId = 0, isWhole = false } = made[i] ?? {};
    return isWhole ? [{ ...one, claimId, leaseExpiresAt }] : [];
  });
}

/** Reasons that end without anybody queueing the lead again, or that end with a refill. Such entries stay queued. */
const transientReasons: Reason[] = ["campaign", "stopping", "numberHeld", "notStarted", "phoneAttempts", "window"];

/**
 * Drops entries at the front of the queue whose leads nobody can be handed until something about them changes, and
 * moves those whose place has changed. Returns how many entries it read and how many it dropped or moved. Locks only
 * the leads of those entries.
 */
async function dropStale(
  tx: Tx,
  dial: DialScope,
  parts: readonly OpenPart[],
  limit: Sql,
): Promise<{ seen: number; dropped: number }> {
  const { scope, now } = dial;
  const reason = notDialableReason(dial, ownAgent);
  const absolute = dial.campaigns.some(({ absolutePriority }) => absolutePriority);
  // Instances' clocks differ, so a lead due within the tolerance counts as due.
  const soon = new Date(now.getTime() + clockTolerance);
  const { seen, dropped, moved } = await tx.one<{ seen: number; dropped: number; moved: string[] }>(sql`
    with entry as materialized (${firstEntries(scope.accountId, parts, limit, absolute)}), found as materialized (
      select lead.lead_id, lead.version, not ${isInPlace} as moved
      from entry ${leadByKey(scope.accountId)} ${campaignByKey} ${contactByKey} ${dialedPhone(dial)}
      where not ${isInPlace} or coalesce(${reason} <> all (${transientReasons}::text[]) and not (${reason} = 'nextDialTime' and lead.next_dial_time <= ${soon}), false)
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
