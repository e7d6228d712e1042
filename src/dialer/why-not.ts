import { join, type Sql, sql } from "../db/sql.ts";
import { stoppedBy } from "../leads/binding.ts";
import { callbackStates } from "../leads/state.ts";
import type { Asking } from "./asking.ts";
import { isGateOpen } from "./gates.ts";

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
] as const;
export const passingReasons = ["notStarted", "nextDialTime", "maxDailyPasses", "phoneAttempts", "window"] as const;
export type Reason = (typeof lastingReasons)[number] | (typeof passingReasons)[number];

/** What the conditions speak of beside `lead`, as joins to it. */
export const joined = sql`
  join campaign on campaign.account_id = lead.account_id and campaign.campaign_id = lead.campaign_id
  join dial_group on dial_group.account_id = lead.account_id and dial_group.dial_group_id = campaign.dial_group_id
  join lead_list on lead_list.account_id = lead.account_id and lead_list.list_id = lead.list_id`;
export const joinedContact = sql`
  join contact on contact.account_id = lead.account_id and contact.lead_id = lead.lead_id`;

/** The leads of the campaigns that are asked for, with all that the conditions speak of. */
export const dialedLeads = ({ scope, campaigns }: Asking, dialed: Sql): Sql => sql`
  lead ${joined} ${joinedContact} ${dialed}
  where lead.account_id = ${scope.accountId} and lead.campaign_id = any (${campaigns.map(({ campaignId }) => campaignId)}::bigint[])`;

/** The lead has an open callback, over `lead`. */
export const isCallback = sql`(lead.lead_state = any (${callbackStates}::lead_state[]))`;

/** When a callback is due; one that was appointed without a time, at its next dial time. */
export const callbackTime = sql`coalesce(lead.callback_at, lead.next_dial_time)`;

/** A cap that callbacks may exceed where their dial group says so: an appointment counts as a requeue, whatever the call before came to. */
const capped = (cap: Sql, exempt: Sql) => sql`${cap} and not (${isCallback} and ${exempt})`;

const passesToday = ({ today }: Asking) =>
  sql`case when lead.daily_pass_on = ${today}::date then lead.daily_pass_count else 0 end`;

const inForce = (now: Date) => sql`coalesce(dnc_entry.expires_at > ${now}, true)`;

/** The numbers of a lead with their places, 0 for the first, over `lead` and `contact`. */
const numbers = sql`(
  select contact.phone, 0 as place
  union all
  select lead_phone.phone, lead_phone.position - 1
  from lead_phone where lead_phone.account_id = lead.account_id and lead_phone.lead_id = lead.lead_id)`;

const isBarred = (now: Date) => sql`exists (
  select from dnc_entry where dnc_entry.account_id = lead.account_id and dnc_entry.phone = number.phone and ${inForce(now)})`;

/** When the first of the do-not-call entries that keep a lead from being dialed ends, over `lead` and `contact`; null: none does by itself. */
export const barredUntil = (now: Date): Sql => sql`(
  select min(dnc_entry.expires_at)
  from dnc_entry
  where dnc_entry.account_id = lead.account_id and dnc_entry.expires_at > ${now}
    and (lower(dnc_entry.extern_id) = lower(contact.extern_id) or dnc_entry.phone in (select number.phone from ${numbers} as number)))`;

/** Passes to a number today, and calls to it that are under way; those that were kept from being dialed do not count. */
const attempts = ({ dayBegins }: Asking) => sql`(
  (select count(*) from pass
    where pass.account_id = lead.account_id and pass.phone = number.phone and pass.passed_at >= ${dayBegins}
      and pass.undone_by_action_id is null and pass.system_disposition not in ('APP_DNC', 'API_BLOCKED'))
  + (select count(*) from claim
    where claim.account_id = lead.account_id and claim.phone = number.phone and claim.status in ('PENDING', 'ACTIVE')))`;

/** The numbers of a lead that may be dialed now, as a query: `phone`, `turn` (the smallest is next) and, where attempts count, `made`. */
export const freeNumbers = (asking: Asking): Sql => {
  const { now, attemptsPerPhone } = asking;
  const turn = sql`mod(number.place - mod(lead.dial_count, number.how_many) + number.how_many, number.how_many)`;
  return sql`(
    select number.phone, ${turn} as turn ${attemptsPerPhone === null ? sql`` : sql`, ${attempts(asking)} as made`}
    from (select phone, place, count(*) over () as how_many from ${numbers} as each) as number
    where not ${isBarred(now)} ${attemptsPerPhone === null ? sql`` : sql`and ${attempts(asking)} < ${attemptsPerPhone}`})`;
};

/** Joins the number to be dialed: the next in turn that is on no do-not-call list and not dialed too often. */
export const dialedPhone = (asking: Asking): Sql => sql`
  left join lateral (select free.phone from ${freeNumbers(asking)} as free order by free.turn limit 1) as dialed on true`;

// Entries without an end bar for ever.
const barEnds = (entries: Sql, now: Date) => sql`(
  select case when bool_or(dnc_entry.expires_at is null) then 'infinity' else max(dnc_entry.expires_at) end
  from dnc_entry where dnc_entry.account_id = lead.account_id and ${entries} and ${inForce(now)})`;

/** When time alone lets a number of the lead be dialed again: its do-not-call entries end, or a new day begins; `infinity`: never. */
export function numberFreeAt(asking: Asking): Sql {
  const { now, dayEnds, attemptsPerPhone } = asking;
  const spent =
    attemptsPerPhone === null
      ? sql`null::timestamptz`
      : sql`case when ${attempts(asking)} >= ${attemptsPerPhone} then ${dayEnds}::timestamptz end`;
  return sql`greatest(
    ${barEnds(sql`lower(dnc_entry.extern_id) = lower(contact.extern_id)`, now)},
    (select min(greatest(${now}::timestamptz, ${barEnds(sql`dnc_entry.phone = number.phone`, now)}, ${spent})) from ${numbers} as number))`;
}

/** The passes of the day are used up. */
export const passesSpent = (asking: Asking): Sql =>
  capped(
    sql`campaign.max_daily_passes >= 0 and ${passesToday(asking)} >= campaign.max_daily_passes`,
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

/** The rules of what is dialable, over `lead`, `contact`, `lead_list`, `campaign`, `dial_group` and `dialed`, each as the condition that forbids. */
function rules(asking: Asking, agentId: Sql): Rule[] {
  const { scope, now, attemptsPerPhone, gates, running } = asking;
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
      when: sql`contact.extern_id is not null and exists (
          select from dnc_entry
          where dnc_entry.account_id = lead.account_id and lower(dnc_entry.extern_id) = lower(contact.extern_id) and ${inForce(now)})
        or ${attemptsPerPhone === null ? sql`dialed.phone is null` : sql`not ${notBarred}`}`,
    },
    { reason: "notStarted", when: sql`campaign.start_date > ${now}` },
    {
      reason: "nextDialTime",
      own: true,
      when: sql`lead.next_dial_time > ${now} or ${isCallback} and ${callbackTime} > ${now}`,
    },
    {
      reason: "maxDailyPasses",
      when: passesSpent(asking),
    },
    { reason: "phoneAttempts", costly: true, when: sql`dialed.phone is null` },
    { reason: "window", when: sql`not ${isGateOpen(gates, now)}` },
  ];
}

const asker = ({ agentId }: Asking) => sql`${agentId}::bigint`;

/** The first reason why a lead is not dialable, as an expression; null for those that are. For the agent who asks, or as it would be for another. */
export function whyNot(asking: Asking, agentId = asker(asking)): Sql {
  const branches = rules(asking, agentId).map(({ reason, when }) => sql`when ${when} then ${reason}::text`);
  return sql`(case ${join(branches, sql` `)} end)`;
}

/** What can be told without a look at other rows, as a condition over `lead` and `joined`: leads that do not meet it are not dialable. */
export function mayBeDialable(asking: Asking): Sql {
  // A zone that is closed is not looked at; what states have of their own needs the contact.
  const all = rules(asking, asker(asking)).filter(({ reason, costly }) => !costly && reason !== "window");
  const branches = all.filter(({ own }) => !own).map(({ when }) => sql`when ${when} then false`);
  // These by themselves, so that they are looked at before anything is joined.
  const own = all.filter((rule) => rule.own).map(({ when }) => sql`not (${when})`);
  return sql`${join(own, sql` and `)} and (case ${join(branches, sql` `)} else true end)`;
}

/** In which order leads are handed out, by what the lead, its list and its campaign say. */
function orderBy(asking: Asking, campaignPriority: Sql | undefined, order: Sql, listPriority: Sql): Sql {
  const absolute = asking.campaigns.some(({ absolutePriority }) => absolutePriority);
  const priority = campaignPriority ? sql`${campaignPriority} desc,` : sql``;
  return sql`
    lead.callback_at, ${absolute ? priority : sql``} lead.immediate desc, lead.priority_requeue desc, ${priority} ${listPriority} desc,
    (case ${order} when 2 then lead.lead_id when 3 then -lead.lead_id when 4 then lead.lead_priority else lead.pass_count end),
    (case ${order} when 0 then -lead.list_id when 1 then hashint8extended(lead.lead_id, lead.pass_count) & 9223372036854775807 else 9223372036854775807 end),
    lead.lead_id`;
}

/** The order of the dial index, within one of its gates. */
export const indexOrder = (asking: Asking): Sql =>
  orderBy(asking, undefined, sql`lead.dial_order`, sql`lead.dial_list_priority`);

/** The order across gates and campaigns of leads that stand in the dial index, over `lead` and the priority of its campaign. */
export const dialOrder = (asking: Asking, campaignPriority = sql`campaign.campaign_priority`): Sql =>
  orderBy(asking, campaignPriority, sql`lead.dial_order`, sql`lead.dial_list_priority`);

/** The same from what campaign and list say now, for leads that may not stand where they should. */
export const orderNow = (asking: Asking): Sql =>
  orderBy(
    asking,
    sql`campaign.campaign_priority`,
    sql`campaign.dial_loaded_order`,
    sql`case when dial_group.enable_list_priority then lead_list.list_priority else 0 end`,
  );
