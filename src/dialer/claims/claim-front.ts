import type { Tx } from "../../db/database.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import { isInPlace, leadByKey, placedByKey } from "../../dial-queue/entry.ts";
import { firstEntries, type OpenPart } from "../../dial-queue/front.ts";
import { queueLeads } from "../../dial-queue/queue-changed.ts";
import { type DialScope, openParts } from "../rules/dial-scope.ts";
import { contactByKey, dialedPhone, notDialableReason, ownAgent, type Reason } from "../rules/not-dialable.ts";

/** A lead that was handed out. */
export interface Claim {
  claimId: number;
  leadId: number;
  campaignId: number;
  /** The number to dial, E.164. */
  phone: string;
  leaseExpiresAt: Date;
}

/** How far instances' clocks may differ, in milliseconds. */
export const tolerance = 10_000;

/** For whom leads are claimed, and for how long. */
export interface Hold {
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
 * are dropped, and a longer page is looked at, past those that wait for something. `mayRefill`: there are more leads than are queued.
 */
export async function claimFront(
  tx: Tx,
  dial: DialScope,
  max: number,
  hold: Hold,
  mayRefill: boolean,
): Promise<Claim[]> {
  const parts = openParts(dial);
  const claims: Claim[] = [];
  if (parts.length === 0) return claims;
  for (const { size, limit } of pages.filter((page) => page.size >= max + 4)) {
    claims.push(...(await claimPage(tx, dial, parts, limit, max - claims.length, hold)));
    if (claims.length === max) break;
    const { seen, dropped } = await dropStale(tx, dial, parts, limit);
    if (dropped > 0) claims.push(...(await claimPage(tx, dial, parts, limit, max - claims.length, hold)));
    if (claims.length === max || seen < size) break;
    // Nearly all that was queued is of no use: to refill the queue takes less long than to go through the rest.
    if (mayRefill && claims.length === 0 && size >= 192 && dropped > size / 2) break;
  }
  return claims;
}

/** Hands out the first dialable leads of a page, looking again where others are handed the same numbers at the same moment. */
async function claimPage(
  tx: Tx,
  dial: DialScope,
  parts: readonly OpenPart[],
  limit: Sql,
  max: number,
  hold: Hold,
): Promise<Claim[]> {
  const claims: Claim[] = [];
  // A number that somebody else took meanwhile is held at the next look, so a few looks in vain mean that little is left.
  for (let inVain = 0; claims.length < max && inVain < 3; ) {
    const chosen = await chooseLeads(tx, dial, parts, limit, max - claims.length);
    if (chosen.length === 0) break;
    // A number that may be dialed once more goes to the first of its leads; what comes after waits for a second look.
    const fit = dial.attemptsPerPhone === null ? chosen : beforeRepeatedPhone(chosen);
    const made = await holdLeads(tx, dial, fit, hold);
    claims.push(...made);
    if (made.length === chosen.length) break;
    if (made.length === 0) inVain++;
  }
  return claims;
}

interface ClaimCandidate {
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
      from entry ${leadByKey(scope.accountId)} ${placedByKey} ${contactByKey} ${dialedPhone(dial)}
      where ${isInPlace} and ${notDialableReason(dial)} is null
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
  return await tx.query<ClaimCandidate>(running.length === 0 ? prepared(statement) : statement);
}

function beforeRepeatedPhone(chosen: ClaimCandidate[]): ClaimCandidate[] {
  const phones = new Set<string>();
  const repeated = chosen.findIndex(({ phone }) => phones.size === phones.add(phone).size);
  return repeated === -1 ? chosen : chosen.slice(0, repeated);
}

/**
 * Claims these leads with all their numbers, takes them off the queue, and answers the claims in the same order. A lead goes without where
 * another lead that is claimed has one of its numbers; two transactions that want a number wait for each other at its key.
 */
async function holdLeads(
  tx: Tx,
  { scope, agentId, now }: DialScope,
  chosen: ClaimCandidate[],
  hold: Hold,
): Promise<Claim[]> {
  const { accountId } = scope;
  const leaseExpiresAt = new Date(now.getTime() + hold.leaseSeconds * 1000);
  // By arrays and not by joins, so that each row is found by its key.
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

/** Reasons that a lead gets over without anybody queueing it again, or together with a refill. */
const passing: Reason[] = ["campaign", "stopping", "numberHeld", "notStarted", "phoneAttempts", "window"];

/**
 * Drops entries at the front of the queue whose leads nobody can be handed until something about them changes, and moves those that no longer
 * stand in their place. Answers how many were looked at, and how many of them went. Only leads whose entries go are locked meanwhile.
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
  // Due within the time by which clocks may differ is due.
  const soon = new Date(now.getTime() + tolerance);
  const { seen, dropped, moved } = await tx.one<{ seen: number; dropped: number; moved: string[] }>(sql`
    with entry as materialized (${firstEntries(scope.accountId, parts, limit, absolute)}), found as materialized (
      select lead.lead_id, lead.version, not ${isInPlace} as moved
      from entry ${leadByKey(scope.accountId)} ${placedByKey} ${contactByKey} ${dialedPhone(dial)}
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
