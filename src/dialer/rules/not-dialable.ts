import { join, type Sql, sql } from "../../db/sql.ts";
import { leadAgent, placed } from "../../dial-queue/entry.ts";
import { stoppedBy } from "../../leads/binding.ts";
import { callbackStates } from "../../leads/state.ts";
import { isOpen } from "../claims/claim-status.ts";
import { isScheduleOpen } from "./calling-schedules.ts";
import type { DialScope } from "./dial-scope.ts";

/** Why a lead is not dialable: what somebody must change first, then what time alone changes. The first that applies is named. */
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

/** What the conditions speak of beside `lead`, `placed` and the number that is dialed, as a join to it. */
export const joinedContact = sql`
  join contact on contact.account_id = lead.account_id and contact.lead_id = lead.lead_id`;
/** The same for a handful of leads. */
export const contactByKey = sql`
  cross join lateral (select * from contact where contact.account_id = lead.account_id and contact.lead_id = lead.lead_id limit 1) as contact`;

/** The leads of the campaigns that are asked for, with all that the conditions speak of. */
export const dialedLeads = ({ scope, campaigns }: DialScope, dialed: Sql): Sql => sql`
  lead ${placed} ${joinedContact} ${dialed}
  where lead.account_id = ${scope.accountId} and lead.campaign_id = any (${campaigns.map(({ campaignId }) => campaignId)}::bigint[])`;

/** The lead has an open callback, over `lead`. */
export const isCallback = sql`(lead.lead_state = any (${callbackStates}::lead_state[]))`;

/** When a callback is due; one that was appointed without a time, at its next dial time. */
export const callbackTime = sql`coalesce(lead.callback_at, lead.next_dial_time)`;

/** A cap that callbacks may exceed where their dial group says so: an appointment counts as a requeue, whatever the call before came to. */
const capped = (cap: Sql, exempt: Sql) => sql`${cap} and not (${isCallback} and ${exempt})`;

const passesToday = ({ today }: DialScope) =>
  sql`case when lead.daily_pass_on = ${today}::date then lead.daily_pass_count else 0 end`;

const inForce = (now: Date) => sql`coalesce(dnc_entry.expires_at > ${now}, true)`;

/** The numbers of a lead with their places, 0 for the first, over `lead` and `contact`. */
const numbers = sql`(
  select contact.phone, 0 as place
  union all
  select lead_phone.phone, lead_phone.position - 1
  from lead_phone where lead_phone.account_id = lead.account_id and lead_phone.lead_id = lead.lead_id)`;

// Scalar subqueries: of those that ask whether there is one the planner may make a join, and read all entries of the account.
const isBarred = (now: Date) => sql`coalesce((
  select true from dnc_entry
  where dnc_entry.account_id = lead.account_id and dnc_entry.phone = number.phone and ${inForce(now)} limit 1), false)`;

/** Passes to a number today, and calls to it that are under way; those that were kept from being dialed do not count. */
const attempts = ({ dayBegins }: DialScope) => sql`(
  (select count(*) from pass
    where pass.account_id = lead.account_id and pass.phone = number.phone and pass.passed_at >= ${dayBegins}
      and pass.undone_by_action_id is null and pass.system_disposition not in ('APP_DNC', 'API_BLOCKED'))
  + (select count(*) from claim
    where claim.account_id = lead.account_id and claim.phone = number.phone and ${isOpen}))`;

/**
 * The numbers of a lead that may be dialed now, as a query: `phone`, `turn` (the smallest is next) and, where attempts count, `made`. They
 * take turns as if those on do-not-call lists were not there.
 */
export const freeNumbers = (dial: DialScope): Sql => {
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

/** Joins the number to be dialed: the next in turn that is on no do-not-call list and not dialed too often. */
export const dialedPhone = (dial: DialScope): Sql => sql`
  left join lateral (select free.phone from ${freeNumbers(dial)} as free order by free.turn limit 1) as dialed on true`;

// Entries without an end bar for ever.
const barEnds = (entries: Sql, now: Date) => sql`(
  select case when bool_or(dnc_entry.expires_at is null) then 'infinity' else max(dnc_entry.expires_at) end
  from dnc_entry where dnc_entry.account_id = lead.account_id and ${entries} and ${inForce(now)})`;

/** When time alone lets a number of the lead be dialed again: its do-not-call entries end, or a new day begins; `infinity`: never. */
export function numberFreeAt(dial: DialScope): Sql {
  const { now, dayEnds, attemptsPerPhone } = dial;
  const spent =
    attemptsPerPhone === null
      ? sql`null::timestamptz`
      : sql`case when ${attempts(dial)} >= ${attemptsPerPhone} then ${dayEnds}::timestamptz end`;
  return sql`greatest(
    ${barEnds(sql`lower(dnc_entry.extern_id) = lower(contact.extern_id)`, now)},
    (select min(greatest(${now}::timestamptz, ${barEnds(sql`dnc_entry.phone = number.phone`, now)}, ${spent})) from ${numbers} as number))`;
}

/** The passes of the day are used up. */
export const passesSpent = (dial: DialScope): Sql =>
  capped(
    sql`campaign.max_daily_passes >= 0 and ${passesToday(dial)} >= campaign.max_daily_passes`,
    sql`dial_group.enable_callbacks_after_max_daily_pass`,
  );

interface Rule {
  reason: Reason;
  when: Sql;
  /** It takes a look at other tables, row by row. */
  costly?: true;
  /** It speaks of `lead` alone, and is never null. */
  own?: true;
}

/**
 * The rules of what is dialable, over `lead`, `contact`, `lead_list`, `campaign`, `dial_group` and `dialed`, each as the condition that forbids.
 */
function rules(dial: DialScope, agentId: Sql): Rule[] {
  const { scope, now, attemptsPerPhone, gates, running } = dial;
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
      when: capped(
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
      when: passesSpent(dial),
    },
    { reason: "phoneAttempts", costly: true, when: sql`dialed.phone is null` },
    { reason: "window", when: sql`not ${isScheduleOpen(gates, now)}` },
  ];
}

const asker = ({ agentId }: DialScope) => sql`${agentId}::bigint`;

/** As if the agent asked whom the lead is for. */
export const ownAgent = sql`nullif(${leadAgent}, 0)`;

/**
 * The first reason why a lead is not dialable, as an expression; null for those that are. For the agent who asks, or as it would be for another.
 */
export function notDialableReason(dial: DialScope, agentId = asker(dial)): Sql {
  const branches = rules(dial, agentId).map(({ reason, when }) => sql`when ${when} then ${reason}::text`);
  return sql`(case ${join(branches, sql` `)} end)`;
}

/** The same of leads that are not among `spokenOf`, over `lead` and `placed`; and `contact`, where states have hours of their own. */
export function notDialableReasonByRow(dial: DialScope): Sql {
  const own = rules(dial, asker(dial)).filter(({ costly }) => !costly);
  return sql`(case ${join(
    own.map(({ reason, when }) => sql`when ${when} then ${reason}::text`),
    sql` `,
  )} end)`;
}

/** Leads of the account about whose numbers or external id other tables have something to say, as a query for lead_id. Nearly none, as a rule. */
export function spokenOf({ scope, now, dayBegins, attemptsPerPhone }: DialScope): Sql {
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
 * What can be told of a lead without a look at other rows, for the agent it is for: a condition over `lead` and `placed`. Leads that do not meet
 * it are not dialable.
 */
export function mayBeDialable(dial: DialScope): Sql {
  // A zone that is closed is not looked at; what states have of their own needs the contact.
  const all = rules(dial, ownAgent).filter(({ reason, costly }) => !costly && reason !== "window");
  const branches = all.filter(({ own }) => !own).map(({ when }) => sql`when ${when} then false`);
  // These by themselves, so that they are looked at before anything is joined.
  const own = all.filter((rule) => rule.own).map(({ when }) => sql`not (${when})`);
  return sql`${join(own, sql` and `)} and (case ${join(branches, sql` `)} else true end)`;
}
