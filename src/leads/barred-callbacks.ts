import { DateTime } from "luxon";
import type { Tx } from "../db/database.ts";
import { join, type Sql, sql } from "../db/sql.ts";
import type { Run, Warning } from "./action.ts";

/**
 * The limits that bar even callbacks. The dial group may exempt callbacks from the limits on passes, but not on dials.
 */
const limits = (today: string | null, dueToday: boolean): { warning: string; when: (lead: Sql) => Sql }[] => [
  {
    warning: "callback barred by maxPasses",
    when: (lead) => sql`not dial_group.enable_callbacks_after_max_pass
      and ${lead}.pass_count >= coalesce(${lead}.max_passes, campaign.max_passes)`,
  },
  {
    warning: "callback barred by maxDialLimit",
    when: (lead) => sql`campaign.max_dial_limit >= 0 and ${lead}.dial_count >= campaign.max_dial_limit`,
  },
  ...(dueToday
    ? [
        {
          warning: "callback barred by maxDailyPasses until tomorrow",
          when: (
            lead: Sql,
          ) => sql`not dial_group.enable_callbacks_after_max_daily_pass and campaign.max_daily_passes >= 0
            and ${lead}.daily_pass_on = ${today}::date and ${lead}.daily_pass_count >= campaign.max_daily_passes`,
        },
      ]
    : []),
];

/** Warns about leads whose callback at this time would not be served; the list of callbacks shows it as BARRED. */
export function barredCallbacks({ scope, now }: Pick<Run, "scope" | "now">, at: Date): Warning[] {
  const day = DateTime.fromJSDate(now, { zone: scope.timeZone }).startOf("day");
  return limits(day.toISODate(), at < day.plus({ days: 1 }).toJSDate()).map(({ warning, when }) => ({
    warning,
    when: (before) => sql`exists (
      select from campaign
      join dial_group on dial_group.account_id = campaign.account_id and dial_group.dial_group_id = campaign.dial_group_id
      where campaign.account_id = ${scope.accountId} and campaign.campaign_id = ${before}.campaign_id and ${when(before)})`,
  }));
}

/** Why a callback of this lead at this time would not be served; empty if it would. */
export async function whyBarred(tx: Tx, run: Pick<Run, "scope" | "now">, leadId: number, at: Date): Promise<string[]> {
  const reasons = barredCallbacks(run, at).map(
    (one) => sql`case when ${one.when(sql`lead`)} then ${one.warning}::text end`,
  );
  const { barred } = await tx.one<{ barred: string[] }>(sql`
    select array_remove(array[${join(reasons, sql`, `)}], null) as barred
    from lead where lead.account_id = ${run.scope.accountId} and lead.lead_id = ${leadId}
  `);
  return barred;
}
