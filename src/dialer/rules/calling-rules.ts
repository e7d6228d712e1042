import { recordAudit } from "../../accounts/audit/audit.ts";
import type { Caller } from "../../accounts/caller.ts";
import { requireQuota } from "../../accounts/quotas.ts";
import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuseOnViolation } from "../../db/violation.ts";
import { queueChanged } from "../../dial-queue/queue-changed.ts";
import { refuse } from "../../errors.ts";
import { states } from "../../geography/regions.ts";
import { shown } from "../../validation/check.ts";

/** A day on which nobody is called, or nobody in one state. */
export interface Holiday {
  holidayId: number;
  /** `2026-12-25`, in the lead's own time zone. */
  date: string;
  name: string;
  /** A state with its country, `USA-CA`; null: everywhere. */
  state: string | null;
}

const holidayColumns = sql`holiday_id as "holidayId", holiday_date::text as date, holiday_name as name, country_id || '-' || state_id as state`;

export function listHolidays(tx: Tx, accountId: number): Promise<Holiday[]> {
  return tx.query<Holiday>(sql`
    select ${holidayColumns} from holiday where account_id = ${accountId} order by holiday_date, holiday_id
  `);
}

export async function createHoliday(
  tx: Tx,
  caller: Caller,
  accountId: number,
  { date, name, state }: Omit<Holiday, "holidayId">,
): Promise<Holiday> {
  const [countryId, stateId] = state === null ? [null, null] : idsOfState(state);
  await requireQuota(tx, accountId, "holidays");
  const after = await refuseOnViolation(
    tx.one<Holiday>(sql`
      insert into holiday (account_id, holiday_date, holiday_name, country_id, state_id)
      values (${accountId}, ${date}, ${name}, ${countryId}, ${stateId})
      returning ${holidayColumns}
    `),
    "holiday_day",
    () => refuse("CONFLICT", { what: "Holiday", id: date, reason: "exists already" }),
  );
  await recordRuleChange(tx, caller, accountId, `Holiday ${date}`, { after });
  return after;
}

export async function deleteHoliday(tx: Tx, caller: Caller, accountId: number, holidayId: number): Promise<void> {
  const before = await tx.maybe<Holiday>(sql`
    delete from holiday where account_id = ${accountId} and holiday_id = ${holidayId} returning ${holidayColumns}
  `);
  if (!before) throw refuse("NOT_FOUND", { what: "holiday", id: holidayId });
  await recordRuleChange(tx, caller, accountId, `Holiday ${before.date}`, { before });
}

const schedules = ["monSched", "tueSched", "wedSched", "thuSched", "friSched", "satSched", "sunSched"] as const;

/**
 * A state's own windows, which replace the campaign's for leads who live there; null: the campaign's window applies.
 */
export type StateWindow = { state: string } & Record<(typeof schedules)[number], string | null>;

const windowColumns = sql`country_id || '-' || state_id as state, mon_sched as "monSched", tue_sched as "tueSched", wed_sched as "wedSched",
  thu_sched as "thuSched", fri_sched as "friSched", sat_sched as "satSched", sun_sched as "sunSched"`;

export function listStateWindows(tx: Tx, accountId: number): Promise<StateWindow[]> {
  return tx.query<StateWindow>(sql`
    select ${windowColumns} from state_window where account_id = ${accountId} order by country_id, state_id
  `);
}

/** Creates or replaces the windows of a state. */
export async function putStateWindow(
  tx: Tx,
  caller: Caller,
  accountId: number,
  { state, ...week }: StateWindow,
): Promise<StateWindow> {
  const [countryId, stateId] = idsOfState(state);
  for (const day of schedules) {
    const window = week[day];
    // Equal times could mean all day or never.
    if (window !== null && window !== "00000000" && window.slice(0, 4) === window.slice(4))
      throw refuse("INVALID_FIELD", {
        field: day,
        got: shown(window),
        takes: "HHMMHHMM that opens and closes at different times; 00002400 is open all day, 00000000 closed",
      });
  }
  const after = await tx.one<StateWindow>(sql`
    insert into state_window (account_id, country_id, state_id, mon_sched, tue_sched, wed_sched, thu_sched, fri_sched, sat_sched, sun_sched)
    values (${accountId}, ${countryId}, ${stateId}, ${week.monSched}, ${week.tueSched}, ${week.wedSched}, ${week.thuSched}, ${week.friSched},
      ${week.satSched}, ${week.sunSched})
    on conflict (account_id, country_id, state_id) do update set mon_sched = excluded.mon_sched, tue_sched = excluded.tue_sched,
      wed_sched = excluded.wed_sched, thu_sched = excluded.thu_sched, fri_sched = excluded.fri_sched, sat_sched = excluded.sat_sched,
      sun_sched = excluded.sun_sched
    returning ${windowColumns}
  `);
  await recordRuleChange(tx, caller, accountId, `Calling hours of ${state}`, { after });
  return after;
}

export async function deleteStateWindow(tx: Tx, caller: Caller, accountId: number, state: string): Promise<void> {
  const [countryId, stateId] = idsOfState(state);
  const before = await tx.maybe<StateWindow>(sql`
    delete from state_window where account_id = ${accountId} and country_id = ${countryId} and state_id = ${stateId}
    returning ${windowColumns}
  `);
  if (!before) throw refuse("NOT_FOUND", { what: "state window", id: state });
  await recordRuleChange(tx, caller, accountId, `Calling hours of ${state}`, { before });
}

/** The country id and state id of `USA-CA`; refuses states that Leadyard doesn't know. */
function idsOfState(state: string): [string, string] {
  const found = states.find(({ countryId, stateId }) => `${countryId}-${stateId}` === state);
  if (found) return [found.countryId, found.stateId];
  throw refuse("INVALID_FIELD", {
    field: "state",
    got: shown(state),
    takes: "a state or province with its country, such as USA-CA or CAN-ON",
  });
}

/** Audits a change of the calling rules. Any lead may have become dialable, so dial queues are refilled too. */
async function recordRuleChange(
  tx: Tx,
  caller: Caller,
  accountId: number,
  description: string,
  images: object,
): Promise<void> {
  await queueChanged(tx, accountId, "eligibility");
  await recordAudit(tx, caller, accountId, {
    type: "UPDATE",
    entity: "Account",
    id: accountId,
    description,
    ...images,
  });
}
