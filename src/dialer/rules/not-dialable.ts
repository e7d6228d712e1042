import { join, type Sql, sql } from "../../db/sql.ts";
import { joinedCampaign, leadAgent } from "../../dial-queue/entry.ts";
import { stoppedBy } from "../../leads/binding.ts";
import { callbackStates } from "../../leads/state.ts";
import { isOpen } from "../claims/claim-status.ts";
import { isScheduleOpen } from "./calling-schedules.ts";
import type { DialScope } from "./dial-scope.ts";

/**
 * Why a lead is not dialable. Lasting reasons need somebody to change something; passing ones end with time. The order
 * is the order in which they apply: a lead's reason is the first.
 */
const lastingReasons = [
  "campaign",
  "list",
  "claimed",
  "state",
  "suppressed",
  "stopping",
  "reserved",
  "maxPasses",
  "dialLimit",
  "doNotCall",
  "numberHeld",
] as const;
export const passingReasons = ["notStarted", "nextDialTime", "maxDailyPasses", "phoneAttempts", "window"] as const;
export const reasons = [...lastingReasons, ...passingReasons];
export type Reason = (typeof lastingReasons)[number] | (typeof passingReasons)[number];

/** Joins what the conditions need besides `lead`, `joinedCampaign` and the number to dial. */
export const joinedContact = sql`
  join contact on contact.account_id = lead.account_id and contact.lead_id = lead.lead_id`;
/** The same for a handful of leads: one lookup by key each, whatever the planner estimates. */
export const contactByKey = sql`
  cross join lateral (select * from contact where contact.account_id = lead.account_id and contact.lead_id = lead.lead_id limit 1) as contact`;

/** The leads of the request's campaigns, with every table the conditions refer to. */
export const dialedLeads = ({ scope, campaigns }: DialScope, dialed: Sql): Sql => sql`
  lead ${joinedCampaign} ${joinedContact} ${dialed}
  where lead.account_id = ${scope.accountId} and lead.campaign_id = any (${campaigns.map(({ campaignId }) => campaignId)}::bigint[])`;

/** Whether the lead has an open callback, over `lead`. */
export const isCallback = sql`(lead.lead_state = any (${callbackStates}::lead_state[]))`;

/** When a callback is due; one without an appointed time is due at its next dial time. */
export const callbackTime = sql`coalesce(lead.callback_at, lead.next_dial_time)`;

/**
 * A cap that callbacks may exceed if `exempt`, a setting of their dial group, says so. An appointment counts as a
 * requeue whatever came of the previous call.
 */
const capExceeded = (cap: Sql, exempt: Sql) => sql`${cap} and not (${isCallback} and ${exempt})`;

const passesToday = ({ today }: DialScope) =>
  sql`case when lead.daily_pass_on = ${today}::date then lead.daily_pass_count else 0 end`;

const inForce = (now: Date) => sql`coalesce(dnc_entry.expires_at > ${now}, true)`;

/** A lead's numbers with their places, 0 for the first, over `lead` and `contact`. */
const numbers = sql`(
  select contact.phone, 0 as place
  union all
  select lead_phone.phone, lead_phone.position - 1
  from lead_phone where lead_phone.account_id = lead.account_id and lead_phone.lead_id = lead.lead_id)`;

// A scalar subquery instead of `exists`, which the planner may turn into a join that reads all the account's entries.
const isBarred = (now: Date) => sql`coalesce((
  select true from dnc_entry
  where dnc_entry.account_id = lead.account_id and dnc_entry.phone = number.phone and ${inForce(now)} limit 1), false)`;

/**
 * Attempts at a number: today's passes plus open claims. Undone passes don't count, nor those that never dialed
 * (APP_DNC, API_BLOCKED).
 */
const attempts = ({ dayBegins }: DialScope) => sql`(
  (select count(*) from pass
    where pass.account_id = lead.account_id and pass.phone = number.phone and pass.passed_at >= ${dayBegins}
      and pass.undone_by_action_id is null and pass.system_disposition not in ('APP_DNC', 'API_BLOCKED'))
  + (select count(*) from claim
    where claim.account_id = lead.account_id and claim.phone = number.phone and ${isOpen}))`;

/**
 * The numbers of a lead that may be dialed now, as a query: `phone`, `turn` (the smallest is next), and `made`, today's
 * attempts, if those are limited. Numbers take turns by `dial_count`; those on do-not-call lists are skipped as if they
 * didn't exist.
 */
export const dialableNumbers = (dial: DialScope): Sql => {
  const { now, attemptsPerPhone } = dial;
  const turn = sql`mod(number.place - mod(lead.dial_count, number.how_many) + number.how_many, number.how_many)`;
  return sql`(
    select number.phone, ${turn} as turn ${attemptsPerPhone === null ? sql`` : sql`, ${attempts(dial)} as made`}
    from (
      select phone, row_number() over (order by place) - 1 as place, count(*) over () as how_many
      from ${numbers} as number
      where not ${isBarred(now)}) as number
    ${attemptsPerPhone === null ? sql`` : sql`where ${attempts(dial)} < ${attemptsPerPhone}`})`;
};

/** Joins the number to dial: the next in turn that is on no do-not-call list and within the attempt limit. */
export const dialedPhone = (dial: DialScope): Sql => sql`
  left join lateral (select free.phone from ${dialableNumbers(dial)} as free order by free.turn limit 1) as dialed on true`;

// When all of these entries have expired; one without an expiry never does.
const entriesExpireAt = (entries: Sql, now: Date) => sql`(
  select case when bool_or(dnc_entry.expires_at is null) then 'infinity' else max(dnc_entry.expires_at) end
  from dnc_entry where dnc_entry.account_id = lead.account_id and ${entries} and ${inForce(now)})`;

/** When time alone frees one of the lead's numbers: its entries expire, or a new day begins. `infinity`: never. */
export function numberAvailableAt(dial: DialScope): Sql {
  const { now, dayEnds, attemptsPerPhone } = dial;
  const spent =
    attemptsPerPhone === null
      ? sql`null::timestamptz`
      : sql`case when ${attempts(dial)} >= ${attemptsPerPhone} then ${dayEnds}::timestamptz end`;
  return sql`greatest(
    ${entriesExpireAt(sql`lower(dnc_entry.extern_id) = lower(contact.extern_id)`, now)},
    (select min(greatest(${now}::timestamptz, ${entriesExpireAt(sql`dnc_entry.phone = number.phone`, now)}, ${spent})) from ${numbers} as number))`;
}

/** Whether the day's passes are used up, over `lead`, `campaign` and `dial_group`. */
export const dailyPassesUsedUp = (dial: DialScope): Sql =>
  capExceeded(
    sql`campaign.max_daily_passes >= 0 and ${passesToday(dial)} >= campaign.max_daily_passes`,
    sql`dial_group.enable_callbacks_after_max_daily_pass`,
  );

interface Rule {
  reason: Reason;
  when: Sql;
  /** Reads other tables for each row. */
  costly?: true;
  /** Refers to `lead` alone and is never null. */
  own?: true;
}

/**
 * The rules of dialing, over `lead`, `contact`, `lead_list`, `campaign`, `dial_group` and `dialed`, each as the
 * condition that forbids. `agentId` is the agent on whose behalf leads are requested.
 */
function rules(dial: DialScope, agentId: Sql): Rule[] {
  const { scope, now, attemptsPerPhone, schedules, running } = dial;
  const notBarred = sql`exists (select from ${numbers} as number where not ${isBarred(now)})`;
  return [
    {
      reason: "campaign",
      when: sql`not dial_group.is_active or campaign.is_active = 0 or campaign.end_date <= ${now}
        or campaign.is_active = 2 and not (${isCallback} and lead.callback_agent_id is not null)`,
    },
    { reason: "list", when: sql`lead_list.list_state <> 'ACTIVE' or lead_list.archive_at <= ${now}` },
    { reason: "claimed", own: true, when: sql`lead.claim_id is not null` },
    { reason: "state", own: true, when: sql`lead.lead_state <> 'READY' and not ${isCallback}` },
    { reason: "suppressed", own: true, when: sql`lead.suppressed` },
    { reason: "stopping", when: stoppedBy(running, scope) },
    {
      reason: "reserved",
      when: sql`lead.reserved_agent_id is not null and lead.reserved_agent_id is distinct from ${agentId}
        or ${isCallback} and lead.callback_agent_id is not null and lead.callback_agent_id is distinct from ${agentId}`,
    },
    {
      reason: "maxPasses",
      when: capExceeded(
        sql`lead.pass_count >= coalesce(lead.max_passes, campaign.max_passes)`,
        sql`dial_group.enable_callbacks_after_max_pass`,
      ),
    },
    { reason: "dialLimit", when: sql`campaign.max_dial_limit >= 0 and lead.dial_count >= campaign.max_dial_limit` },
    {
      reason: "doNotCall",
      costly: true,
      when: sql`contact.extern_id is not null and coalesce((
          select true from dnc_entry
          where dnc_entry.account_id = lead.account_id and lower(dnc_entry.extern_id) = lower(contact.extern_id) and ${inForce(now)} limit 1), false)
        or ${attemptsPerPhone === null ? sql`dialed.phone is null` : sql`not ${notBarred}`}`,
    },
    {
      reason: "numberHeld",
      costly: true,
      when: sql`exists (
        select from ${numbers} as number
        cross join lateral (
          select claim_id from held_number
          where held_number.account_id = lead.account_id and held_number.phone = number.phone limit 1) as held
        where held.claim_id is distinct from ${dial.heldBy ?? null}::bigint)`,
    },
    { reason: "notStarted", when: sql`campaign.start_date > ${now}` },
    {
      reason: "nextDialTime",
      own: true,
      when: sql`lead.next_dial_time > ${now} or ${isCallback} and ${callbackTime} > ${now}`,
    },
    {
      reason: "maxDailyPasses",
      when: dailyPassesUsedUp(dial),
    },
    { reason: "phoneAttempts", costly: true, when: sql`dialed.phone is null` },
    { reason: "window", when: sql`not ${isScheduleOpen(schedules, now)}` },
  ];
}

const requestingAgent = ({ agentId }: DialScope) => sql`${agentId}::bigint`;

/** The agent whom the lead is for: the rules then say whether anybody at all could be handed it. */
export const ownAgent = sql`nullif(${leadAgent}, 0)`;

/**
 * The first reason why a lead is not dialable, as an expression; null if it is. For the requesting agent unless another
 * is given.
 */
export function notDialableReason(dial: DialScope, agentId = requestingAgent(dial)): Sql {
  const branches = rules(dial, agentId).map(({ reason, when }) => sql`when ${when} then ${reason}::text`);
  return sql`(case ${join(branches, sql` `)} end)`;
}

/**
 * The same without the costly rules, for leads that are not among `leadsNeedingLookup`. Over `lead` and
 * `joinedCampaign`, and over `contact` if states have hours of their own.
 */
export function notDialableReasonByRow(dial: DialScope): Sql {
  const own = rules(dial, requestingAgent(dial)).filter(({ costly }) => !costly);
  return sql`(case ${join(
    own.map(({ reason, when }) => sql`when ${when} then ${reason}::text`),
    sql` `,
  )} end)`;
}

/**
 * The leads that do-not-call entries, held numbers or attempt limits may affect, as a query for lead_id. Usually very
 * few, so all others can be judged by their own row.
 */
export function leadsNeedingLookup({ scope, now, dayBegins, attemptsPerPhone }: DialScope): Sql {
  const { accountId } = scope;
  const tried = sql`
    union all select phone from pass where account_id = ${accountId} and passed_at >= ${dayBegins}
    union all select phone from claim where account_id = ${accountId} and ${isOpen}`;
  const phones = sql`
    select phone from dnc_entry where account_id = ${accountId} and ${inForce(now)}
    union all select phone from held_number where account_id = ${accountId} ${attemptsPerPhone === null ? sql`` : tried}`;
  return sql`
    select lead_id from contact where account_id = ${accountId} and phone in (${phones})
    union all select lead_id from lead_phone where account_id = ${accountId} and phone in (${phones})
    union all select lead_id from contact
      where account_id = ${accountId} and lower(extern_id) in (
        select lower(extern_id) from dnc_entry where account_id = ${accountId} and extern_id is not null and ${inForce(now)})`;
}

/**
 * What `lead` and `joinedCampaign` alone can tell, on behalf of the agent each lead is for: leads that fail this
 * condition are not dialable, others may be.
 */
export function mayBeDialable(dial: DialScope): Sql {
  // Callers only read open zones, and the hours of states need the contact, so the window rule is left out.
  const all = rules(dial, ownAgent).filter(({ reason, costly }) => !costly && reason !== "window");
  const branches = all.filter(({ own }) => !own).map(({ when }) => sql`when ${when} then false`);
  // As separate conditions, so that the planner applies them before any join.
  const own = all.filter((rule) => rule.own).map(({ when }) => sql`not (${when})`);
  return sql`${join(own, sql` and `)} and (case ${join(branches, sql` `)} else true end)`;
}
