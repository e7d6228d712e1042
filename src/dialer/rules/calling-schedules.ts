import { DateTime } from "luxon";
import { type Sql, sql } from "../../db/sql.ts";
import { states } from "../../geography/regions.ts";
import { type Hours, type Interval, isOpen, openings, type Week } from "./calling-hours.ts";

/**
 * The hours of a campaign's leads in one zone, and in one state (`USA-CA`) if that has windows or a holiday of its own.
 */
interface CallingSchedule {
  campaignId: number;
  timeZoneId: number;
  zone: string;
  /** Null: leads of all states without rules of their own. */
  state: string | null;
  hours: Hours;
}

/** The calling hours of all leads of some campaigns. */
export interface CallingSchedules {
  schedules: CallingSchedule[];
  /** The ways a lead's state may be written, in capitals, for each state with rules of its own. */
  spellings: { countryId: string; spelling: string; state: string }[];
}

/** Zones, and the windows and holidays of states, as `callingRules` selects them. */
export interface CallingRules {
  zones: { id: number; name: string }[];
  windows: { state: string; week: (string | null)[] }[];
  holidays: { date: string; state: string | null }[];
}

/** The columns of CallingRules, to be selected. Reads holidays from three days ago to ten days ahead. */
export function callingRules(accountId: number, now: Date): Sql {
  const days = (n: number) => DateTime.fromJSDate(now, { zone: "UTC" }).plus({ days: n }).toISODate();
  return sql`
    (select coalesce(json_agg(json_build_object('id', time_zone_id, 'name', name)), '[]') from time_zone) as zones,
    (select coalesce(json_agg(json_build_object('state', country_id || '-' || state_id,
        'week', json_build_array(mon_sched, tue_sched, wed_sched, thu_sched, fri_sched, sat_sched, sun_sched))), '[]')
      from state_window where account_id = ${accountId}) as windows,
    (select coalesce(json_agg(json_build_object('date', holiday_date::text, 'state', country_id || '-' || state_id)), '[]')
      from holiday where account_id = ${accountId} and holiday_date between ${days(-3)} and ${days(10)}) as holidays`;
}

/** Combines campaigns' weeks with the windows and holidays of states. */
export function schedulesOf(
  campaigns: readonly { campaignId: number; week: Week }[],
  { zones, windows, holidays }: CallingRules,
): CallingSchedules {
  const ruled = new Set([...windows.map(({ state }) => state), ...holidays.flatMap(({ state }) => state ?? [])]);
  const holidaysOf = new Map(
    [null, ...ruled].map((state) => [
      state,
      new Set(holidays.filter((day) => day.state === null || day.state === state).map(({ date }) => date)),
    ]),
  );
  const weekOf = (week: Week, state: string | null): Week => {
    const own = windows.find((window) => window.state === state)?.week;
    return own ? week.map((window, day) => own[day] ?? window) : week;
  };
  const schedules = campaigns.flatMap(({ campaignId, week }) =>
    [null, ...ruled].flatMap((state) => {
      const hours = { week: weekOf(week, state), holidays: holidaysOf.get(state) ?? new Set<string>() };
      return zones.map(({ id, name }) => ({ campaignId, timeZoneId: id, zone: name, state, hours }));
    }),
  );
  return { schedules, spellings: [...ruled].flatMap(spellingsOf) };
}

/** A state may be written by its code or its name. */
function spellingsOf(state: string) {
  const [countryId = "", stateId = ""] = state.split("-");
  const name = states.find((one) => one.countryId === countryId && one.stateId === stateId)?.stateName;
  return [stateId, ...(name ? [name] : [])].map((spelling) => ({ countryId, spelling: spelling.toUpperCase(), state }));
}

// Hours change only at full minutes, so a result holds until the next minute. Claims ask several hundred times a
// second.
let known = { minute: 0, open: new Map<string, boolean>() };

/** The schedules that are open now. Each distinct week and zone is evaluated once a minute. */
export function openSchedules({ schedules }: CallingSchedules, now: Date): CallingSchedule[] {
  const minute = Math.floor(now.getTime() / 60_000);
  if (known.minute !== minute) known = { minute, open: new Map() };
  const { open } = known;
  return schedules.filter(({ hours, zone }) => {
    const key = `${zone} ${hours.week.join()} ${[...hours.holidays].join()}`;
    const found = open.get(key) ?? isOpen(hours, zone, now);
    open.set(key, found);
    return found;
  });
}

/** When each schedule is open between two moments. */
export function scheduleOpenings(
  { schedules }: CallingSchedules,
  from: Date,
  to: Date,
): (Interval & CallingSchedule)[] {
  const known = new Map<string, Interval[]>();
  return schedules.flatMap((schedule) => {
    const key = `${schedule.zone} ${schedule.state} ${schedule.hours.week.join()}`;
    const found = known.get(key) ?? openings(schedule.hours, schedule.zone, from, to);
    known.set(key, found);
    return found.map((interval) => ({ ...schedule, ...interval }));
  });
}

/** The state whose rules apply to a lead, as an expression over `contact`; null if none of its own do. */
export function stateWithRules({ spellings }: CallingSchedules): Sql {
  if (spellings.length === 0) return sql`null::text`;
  return sql`(
    select rule.state
    from unnest(${spellings.map(({ countryId }) => countryId)}::text[], ${spellings.map(({ spelling }) => spelling)}::text[],
      ${spellings.map(({ state }) => state)}::text[]) as rule (country_id, spelling, state)
    where rule.country_id = contact.country_id and rule.spelling = upper(trim(contact.state)))`;
}

/** Whether a lead's schedule is open now, as a condition over `lead` and `contact`. */
export function isScheduleOpen(schedules: CallingSchedules, now: Date): Sql {
  const open = openSchedules(schedules, now);
  const pairs = (of: CallingSchedule[]) =>
    sql`(lead.campaign_id, lead.time_zone_id) in (
      select campaign_id, time_zone_id
      from unnest(${of.map(({ campaignId }) => campaignId)}::bigint[], ${of.map(({ timeZoneId }) => timeZoneId)}::smallint[]) as opening (campaign_id, time_zone_id))`;
  const general = pairs(open.filter(({ state }) => state === null));
  if (schedules.spellings.length === 0) return general;
  const own = open.filter(({ state }) => state !== null);
  return sql`(case when ${stateWithRules(schedules)} is null then ${general} else
    (lead.campaign_id, lead.time_zone_id, ${stateWithRules(schedules)}) in (
      select campaign_id, time_zone_id, state
      from unnest(${own.map(({ campaignId }) => campaignId)}::bigint[], ${own.map(({ timeZoneId }) => timeZoneId)}::smallint[],
        ${own.map(({ state }) => state)}::text[]) as opening (campaign_id, time_zone_id, state)) end)`;
}
