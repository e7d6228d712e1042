import { DateTime } from "luxon";
import Type from "typebox";
import { identifier, join, type Sql, sql } from "../../db/sql.ts";
import { requeueLeads } from "../../dnc/requeue-leads.ts";
import { type BatchRun, type Change, leadAction, type Run } from "../action.ts";
import { param } from "../action-params.ts";
import { entriesOfAction } from "../engine/journal.ts";
import { allStatesBut, stickyStates } from "../state.ts";

const campaignDelay = sql`(
  select make_interval(mins => campaign.pass_delay_min) from campaign
  where campaign.account_id = lead.account_id and campaign.campaign_id = lead.campaign_id)`;

export default leadAction({
  name: "MANUAL_LEADS",
  summary:
    "Records a manual pass with an agent disposition, then requeues the leads, completes them, or puts them on the do-not-call list.",
  words: { label: "Manual pass", verb: "Record a pass of", done: "given a pass" },
  position: 60,
  params: Type.Object({
    PASS_DISPOSITION: param(Type.String({ minLength: 1, maxLength: 100 }), {
      title: "Disposition",
      description: "The agent disposition of the pass",
      example: "Spoke",
    }),
    REQUEUE: Type.Optional(
      param(Type.Boolean(), {
        title: "Dial again later",
        description: "true: the lead is ready again after PASS_DELAY; otherwise it becomes complete",
        help: "Otherwise the lead becomes complete",
      }),
    ),
    DO_NOT_CALL: Type.Optional(
      param(Type.Boolean(), {
        title: "Do not call again",
        description:
          "true: the lead is never dialed again, and all its phones go on the do-not-call list, or its external id if the criteria have externIds",
        help: "Its numbers go on the do-not-call list",
      }),
    ),
    PASS_DELAY: Type.Optional(
      param(Type.Integer({ minimum: 0, maximum: 525_600 }), {
        title: "Minutes before the next try",
        description: "Minutes before the next try; absent: the campaign's pass delay",
        help: "Empty: the campaign's pass delay",
        example: 30,
      }),
    ),
    MERGE_ORIGINAL: Type.Optional(
      param(Type.Boolean(), {
        title: "Record it on the original",
        description: "true: the pass of a copy is recorded on the lead it was copied from",
        help: "The pass of a copy goes to the lead it was copied from",
      }),
    ),
  }),
  states: allStatesBut(...stickyStates),
  statesIfNamed: stickyStates,
  stops: (params) => params.DO_NOT_CALL === true,
  undoable: true,
  plan({ PASS_DISPOSITION: disposition, REQUEUE, DO_NOT_CALL, PASS_DELAY, MERGE_ORIGINAL }, run) {
    const state = DO_NOT_CALL ? "DO-NOT-CALL" : REQUEUE ? "READY" : "COMPLETE";
    const delay = PASS_DELAY === undefined ? campaignDelay : sql`make_interval(mins => ${PASS_DELAY})`;
    const set: Change = {
      lead_state: state,
      ...(state === "READY" ? { next_dial_time: sql`${run.now}::timestamptz + ${delay}` } : {}),
    };
    return {
      // If an original is selected along with its copies, an earlier batch may have journaled it.
      mayBeJournaled: MERGE_ORIGINAL === true,
      set: MERGE_ORIGINAL ? set : { ...set, ...countPass(run, disposition) },
      async afterwards(changed) {
        if (MERGE_ORIGINAL) await mergePasses(run, disposition, changed);
        else await recordPasses(run, disposition, changed);
        if (DO_NOT_CALL) await barLeads(run, run, disposition, sql`select unnest(${changed}::bigint[])`);
      },
    };
  },
  reversal: {
    async undo(run, { original }, { DO_NOT_CALL }) {
      const { tx, scope, actionId, leadIds } = run;
      await tx.execute(sql`
        update pass set undone_by_action_id = ${actionId}
        where account_id = ${scope.accountId} and action_id = ${original.actionId} and lead_id = any (${leadIds}::bigint[])
      `);
      if (DO_NOT_CALL) await unbarLeads(run, original);
    },
    async redo(run, { original, undoneId }, { PASS_DISPOSITION: disposition, DO_NOT_CALL }) {
      const { tx, scope, leadIds } = run;
      await tx.execute(sql`
        update pass set undone_by_action_id = null
        where account_id = ${scope.accountId} and action_id = ${original.actionId} and lead_id = any (${leadIds}::bigint[])
          and undone_by_action_id = ${undoneId}
      `);
      if (DO_NOT_CALL)
        await barLeads(run, original, disposition, journaledAs(run, sql`lead_state_after = 'DO-NOT-CALL'`));
    },
  },
});

const today = ({ scope, now }: Run) => DateTime.fromJSDate(now, { zone: scope.timeZone }).toISODate();

/** The names by which a campaign's list of dispositions may refer to the pass. */
const ofPass = (disposition: string) => sql`array['manual_pass', lower(${disposition})]`;

/** The campaigns in which a pass with this disposition does not count towards maxPasses, as a query. */
const exemptCampaigns = ({ scope }: Run, disposition: string) => sql`
  select campaign.campaign_id from campaign
  where campaign.account_id = ${scope.accountId}
    and ${namesOf(sql`campaign.max_passes_exclude`)} && ${ofPass(disposition)}`;

/** The same for maxDailyPasses: if a campaign lists dispositions that count, no others do. */
const exemptToday = ({ scope }: Run, disposition: string) => sql`
  select campaign.campaign_id from campaign
  where campaign.account_id = ${scope.accountId}
    and case when trim(campaign.max_daily_passes_include) = '' then ${namesOf(sql`campaign.max_passes_exclude`)} && ${ofPass(disposition)}
      else not ${namesOf(sql`campaign.max_daily_passes_include`)} && ${ofPass(disposition)} end`;

/** The columns of a lead that a pass changes. */
function countPass(run: Run, disposition: string): Change {
  const one = sql`case when lead.campaign_id in (${exemptCampaigns(run, disposition)}) then 0 else 1 end`;
  return {
    pass_count: sql`lead.pass_count + ${one}`,
    daily_pass_count: sql`case when lead.daily_pass_on = ${today(run)} then lead.daily_pass_count else 0 end
      + case when lead.campaign_id in (${exemptToday(run, disposition)}) then 0 else 1 end`,
    daily_pass_on: today(run),
    last_system_disposition: "MANUAL_PASS",
    last_agent_disposition: disposition,
    last_agent_id: null,
    last_pass_at: run.now,
  };
}

/** Writes one pass for each of these leads. The leads have counted it before, so their counts give the pass numbers. */
async function recordPasses(run: BatchRun, disposition: string, leadIds: readonly number[]): Promise<void> {
  const { tx, scope, actionId, now } = run;
  await tx.execute(sql`
    insert into pass (account_id, lead_id, campaign_id, pass_number, phone, passed_at, system_disposition, agent_disposition, action_id)
    select ${scope.accountId}, lead.lead_id, lead.campaign_id,
      lead.pass_count + case when lead.campaign_id in (${exemptCampaigns(run, disposition)}) then 1 else 0 end, contact.phone, ${now}, 'MANUAL_PASS',
      ${disposition}, ${actionId}
    from unnest(${leadIds}::bigint[]) as made (lead_id)
    join lead on lead.account_id = ${scope.accountId} and lead.lead_id = made.lead_id
    join contact on contact.account_id = ${scope.accountId} and contact.lead_id = made.lead_id
    order by made.lead_id
  `);
}

/**
 * Writes one pass for each of these leads, on its original if it has one, and counts it there. Passes of several copies
 * of one original add up.
 */
async function mergePasses(run: BatchRun, disposition: string, leadIds: readonly number[]): Promise<void> {
  const { tx, scope, actionId, now } = run;
  const made = await tx.query<{ leadId: number; phone: string }>(sql`
    select coalesce(original.lead_id, lead.lead_id) as "leadId", contact.phone
    from unnest(${leadIds}::bigint[]) as made (lead_id)
    join lead on lead.account_id = ${scope.accountId} and lead.lead_id = made.lead_id
    join contact on contact.account_id = ${scope.accountId} and contact.lead_id = made.lead_id
    left join lead original on original.account_id = ${scope.accountId} and original.lead_id = lead.original_lead_id
    order by lead.lead_id
  `);
  // Passes are numbered in the program: the planner expects the update to return one row, and joining the result in SQL
  // would compare every pass with every other (7 s per batch).
  const counted = await tx.query<{ leadId: number; campaignId: number; passCount: number }>(sql`
    with counted as (
      update lead
      set pass_count = pass_count + counting.passes,
        daily_pass_count = case when daily_pass_on = ${today(run)} then daily_pass_count else 0 end + counting.today,
        daily_pass_on = ${today(run)},
        last_system_disposition = 'MANUAL_PASS', last_agent_disposition = ${disposition}, last_agent_id = null, last_pass_at = ${now}
      from (
        select owner.lead_id,
          count(*) filter (where owner.campaign_id not in (${exemptCampaigns(run, disposition)})) as passes,
          count(*) filter (where owner.campaign_id not in (${exemptToday(run, disposition)})) as today
        from unnest(${made.map((pass) => pass.leadId)}::bigint[]) as made (lead_id)
        join lead owner on owner.account_id = ${scope.accountId} and owner.lead_id = made.lead_id
        group by owner.lead_id
      ) counting
      where lead.account_id = ${scope.accountId} and lead.lead_id = counting.lead_id
      returning lead.lead_id, lead.campaign_id, old as before, new as after
    ), journaled as (
      insert into lead_journal (account_id, action_id, lead_id, at, ${join(
        passColumns.flatMap((column) => [identifier(`${column}_before`), identifier(`${column}_after`)]),
        sql`, `,
      )})
      select ${scope.accountId}, ${actionId}, lead_id, ${now}, ${join(
        passColumns.flatMap((column) => [sql`(before).${identifier(column)}`, sql`(after).${identifier(column)}`]),
        sql`, `,
      )}
      from counted
      -- Copies of one original may be in several batches. An undo restores what was before the first of them.
      on conflict (account_id, action_id, lead_id) do update set ${join(
        passColumns.flatMap((column) => [
          sql`${identifier(`${column}_before`)} = case when lead_journal.pass_count_after is null
            then excluded.${identifier(`${column}_before`)} else lead_journal.${identifier(`${column}_before`)} end`,
          sql`${identifier(`${column}_after`)} = excluded.${identifier(`${column}_after`)}`,
        ]),
        sql`, `,
      )}
    )
    select lead_id as "leadId", campaign_id as "campaignId", (before).pass_count as "passCount" from counted
  `);
  const owners = new Map(counted.map((owner) => [owner.leadId, owner]));
  const passes = made.flatMap(({ leadId, phone }) => {
    const owner = owners.get(leadId);
    return owner ? [{ leadId, phone, campaignId: owner.campaignId, passNumber: ++owner.passCount }] : [];
  });
  await tx.execute(sql`
    insert into pass (account_id, lead_id, campaign_id, pass_number, phone, passed_at, system_disposition, agent_disposition, action_id)
    select ${scope.accountId}, lead_id, campaign_id, pass_number, phone, ${now}, 'MANUAL_PASS', ${disposition}, ${actionId}
    from unnest(${passes.map((pass) => pass.leadId)}::bigint[], ${passes.map((pass) => pass.campaignId)}::bigint[],
      ${passes.map((pass) => pass.passNumber)}::int[], ${passes.map((pass) => pass.phone)}::text[])
      as made (lead_id, campaign_id, pass_number, phone)
  `);
}

/** A comma-separated setting of a campaign as an array of lowercase names. */
const namesOf = (list: Sql) => sql`regexp_split_to_array(lower(trim(${list})), '\\s*,\\s*')`;

/** The columns that countPass sets, for the journal of originals. */
const passColumns = [
  "pass_count",
  "daily_pass_count",
  "daily_pass_on",
  "last_system_disposition",
  "last_agent_disposition",
  "last_agent_id",
  "last_pass_at",
] as const;

/** The ids of the batch's leads whose journal entry meets the condition `says`, as a query. */
const journaledAs = ({ scope, actionId, leadIds }: BatchRun, says: Sql) =>
  sql`select lead_id from (${entriesOfAction(scope.accountId, actionId, leadIds)}) as entry where ${says}`;

/** What goes on the do-not-call list: external ids if the criteria have any, otherwise every phone of these leads. */
function identities({ scope }: BatchRun, original: Run, leadIds: Sql): Sql {
  const barred = sql`contact.account_id = ${scope.accountId} and contact.lead_id in (${leadIds})`;
  if ((original.criteria.externIds?.length ?? 0) > 0) {
    return sql`select distinct null as phone, contact.extern_id as "externId", contact.country_id from contact where ${barred}`;
  }
  return sql`
    select contact.phone, null as "externId", contact.country_id from contact where ${barred}
    union
    select lead_phone.phone, null, contact.country_id
    from lead_phone
    join contact on contact.account_id = ${scope.accountId} and contact.lead_id = lead_phone.lead_id
    where lead_phone.account_id = ${scope.accountId} and ${barred}`;
}

/** Puts these leads on the do-not-call list; see identities. */
async function barLeads(run: BatchRun, original: Run, disposition: string, leadIds: Sql): Promise<void> {
  const { tx, scope, now } = run;
  await tx.execute(sql`
    insert into dnc_entry (account_id, phone, extern_id, country_id, reason, added_by, added_at, action_id)
    select ${scope.accountId}, phone, "externId", country_id, ${disposition}, ${original.requestedBy}, ${now}, ${original.actionId}
    from (${identities(run, original, leadIds)}) as identity
    on conflict do nothing
  `);
}

/**
 * Removes the entries that the action added for these leads. Entries that somebody renewed since belong to that person
 * and stay.
 */
async function unbarLeads(run: BatchRun, original: Run): Promise<void> {
  const { tx, scope } = run;
  const barred = await tx.query<{ phone: string | null; externId: string | null }>(
    identities(run, original, journaledAs(run, sql`lead_state_before = 'DO-NOT-CALL'`)),
  );
  await tx.execute(sql`
    delete from dnc_entry
    where dnc_entry.account_id = ${scope.accountId} and dnc_entry.action_id = ${original.actionId}
      and (dnc_entry.phone = any (${barred.map((identity) => identity.phone)}::text[])
        or lower(dnc_entry.extern_id) = any (select lower(id) from unnest(${barred.map((identity) => identity.externId)}::text[]) as id))
  `);
  // Other leads with these numbers may be dialable again.
  await requeueLeads(tx, scope.accountId, barred);
}
