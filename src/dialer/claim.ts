import type { Database, Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { stoppedLeads } from "../leads/binding.ts";
import type { Scope } from "../leads/criteria.ts";
import { type Asking, readAsking, type Wanted } from "./asking.ts";
import { type Gates, readGates } from "./gates.ts";
import { dialedLeads, dialedPhone, dialOrder, mayBeDialable, whyNot } from "./why-not.ts";

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
  return await db.transaction(async (tx) => {
    const asking = await readAsking(tx, scope, request, now);
    if (asking.campaigns.length === 0) return [];
    const previewed =
      asking.agentId !== null && asking.campaigns.some(({ dialMode }) => previewModes.includes(dialMode));
    if (asking.agentId !== null) await demandFetchedCalled(tx, asking, asking.agentId);
    if (asking.attemptsPerPhone !== null)
      await tx.query(sql`select pg_advisory_xact_lock(${oneByOne}, hashint8(${scope.accountId}))`);
    const stopped = await stoppedLeads(tx, scope);
    const gates = await readGates(tx, asking);
    const leaseSeconds = request.leaseSeconds ?? (previewed ? 3600 : 120);
    const hold = { claimedBy: request.claimedBy, leaseSeconds };
    const max = Math.min(request.max, ...(previewed ? asking.campaigns.map((one) => one.maxLeadsReturned) : []));
    return await claimInOrder(tx, asking, gates, stopped, max, hold);
  });
}

interface Hold {
  claimedBy: string;
  leaseSeconds: number;
}

/**
 * Looks at the leads in order, a page at a time, each page four times the last: nearly always the first has enough of those that also
 * pass the costly checks.
 */
async function claimInOrder(
  tx: Tx,
  asking: Asking,
  gates: Gates,
  stopped: Sql,
  max: number,
  hold: Hold,
): Promise<Claim[]> {
  const claims: Claim[] = [];
  const seen: number[] = [];
  for (let size = max + 20; claims.length < max; size *= 4) {
    const page = await candidates(tx, asking, gates, stopped, seen, size);
    seen.push(...page);
    for (let left = page; left.length > 0 && claims.length < max; ) {
      const chosen = await lock(tx, asking, gates, stopped, left, max - claims.length);
      // A number that may be dialed once more goes to the first of its leads; what comes after waits for a second look.
      const fit = asking.attemptsPerPhone === null ? chosen : beforeRepeatedPhone(chosen);
      if (fit.length > 0) claims.push(...(await hand(tx, asking, fit, hold)));
      if (fit.length === chosen.length) break;
      const taken = new Set(fit.map(({ leadId }) => leadId));
      left = left.filter((id) => !taken.has(id));
    }
    if (page.length < size) break;
  }
  return claims;
}

/** The next leads in order that may be dialable. */
async function candidates(tx: Tx, asking: Asking, gates: Gates, stopped: Sql, seen: number[], size: number) {
  const rows = await tx.query<{ lead_id: number }>(sql`
    select lead.lead_id
    from ${dialedLeads(asking, sql``)} and ${mayBeDialable(asking, gates, stopped)} and lead.lead_id <> all (${seen}::bigint[])
    order by ${dialOrder(asking)}
    limit ${size}
  `);
  return rows.map((row) => row.lead_id);
}

interface Chosen {
  leadId: number;
  campaignId: number;
  phone: string;
}

/** The first of these leads that are dialable, held until the transaction ends; those that somebody else holds are passed over. */
async function lock(tx: Tx, asking: Asking, gates: Gates, stopped: Sql, leadIds: readonly number[], max: number) {
  return await tx.query<Chosen>(sql`
    select lead.lead_id as "leadId", lead.campaign_id as "campaignId", dialed.phone
    from ${dialedLeads(asking, dialedPhone(asking))} and lead.lead_id = any (${leadIds}::bigint[]) and ${whyNot(asking, gates, stopped)} is null
    order by ${dialOrder(asking)}
    limit ${max}
    for update of lead skip locked
  `);
}

function beforeRepeatedPhone(chosen: Chosen[]): Chosen[] {
  const phones = new Set<string>();
  const repeated = chosen.findIndex(({ phone }) => phones.size === phones.add(phone).size);
  return repeated === -1 ? chosen : chosen.slice(0, repeated);
}

async function hand(tx: Tx, { scope, agentId, now }: Asking, chosen: Chosen[], hold: Hold): Promise<Claim[]> {
  const leaseExpiresAt = new Date(now.getTime() + hold.leaseSeconds * 1000);
  const made = await tx.query<{ claimId: number; leadId: number }>(sql`
    with made as (
      insert into claim (account_id, lead_id, campaign_id, agent_id, phone, status, claimed_at, claimed_by, lease_expires_at, lease_seconds)
      select ${scope.accountId}::bigint, lead_id, campaign_id, ${agentId}::bigint, phone, 'PENDING', ${now}::timestamptz,
        ${hold.claimedBy}::text, ${leaseExpiresAt}::timestamptz, ${hold.leaseSeconds}::int
      from unnest(${chosen.map((one) => one.leadId)}::bigint[], ${chosen.map((one) => one.campaignId)}::bigint[],
        ${chosen.map((one) => one.phone)}::text[]) with ordinality as chosen (lead_id, campaign_id, phone, place)
      order by place
      returning claim_id, lead_id
    ), held as (
      update lead set lead_state = 'PENDING', state_at = ${now}, claim_id = made.claim_id
      from made
      where lead.account_id = ${scope.accountId} and lead.lead_id = made.lead_id
    )
    select claim_id as "claimId", lead_id as "leadId" from made
  `);
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
