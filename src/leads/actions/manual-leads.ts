import { DateTime } from "luxon";
import Type from "typebox";
import { sql } from "../../db/sql.ts";
import { leadAction, type Run } from "../action.ts";
import { allStatesBut, stickyStates } from "../state.ts";

const campaignDelay = sql`(
  select make_interval(mins => campaign.pass_delay_min) from campaign
  where campaign.account_id = lead.account_id and campaign.campaign_id = lead.campaign_id)`;

export default leadAction({
  name: "MANUAL_LEADS",
  summary: "Records a manual pass with an agent disposition, and requeues, completes or bars the leads.",
  params: Type.Object({
    PASS_DISPOSITION: Type.String({ minLength: 1, maxLength: 100, description: "The agent disposition of the pass" }),
    REQUEUE: Type.Optional(Type.Boolean({ description: "true: ready again after PASS_DELAY; otherwise complete" })),
    DO_NOT_CALL: Type.Optional(
      Type.Boolean({
        description:
          "true: never again; the phone, or the external id where the criteria have externIds, goes on the do-not-call list",
      }),
    ),
    PASS_DELAY: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 525_600,
        description: "Minutes before the next try; the campaign's pass delay when absent",
      }),
    ),
    MERGE_ORIGINAL: Type.Optional(
      Type.Boolean({ description: "true: the pass of a copied or transitioned lead is recorded on its original" }),
    ),
  }),
  states: allStatesBut(...stickyStates),
  statesIfNamed: stickyStates,
  stops: (params) => params.DO_NOT_CALL === true,
  undoable: true,
  plan({ PASS_DISPOSITION: disposition, REQUEUE, DO_NOT_CALL, PASS_DELAY, MERGE_ORIGINAL }, run) {
    const state = DO_NOT_CALL ? "DO-NOT-CALL" : REQUEUE ? "READY" : "COMPLETE";
    const delay = PASS_DELAY === undefined ? campaignDelay : sql`make_interval(mins => ${PASS_DELAY})`;
    return {
      set: {
        lead_state: state,
        ...(state === "READY" ? { next_dial_time: sql`${run.now}::timestamptz + ${delay}` } : {}),
      },
      async afterwards() {
        await recordPasses(run, disposition, MERGE_ORIGINAL === true);
        if (DO_NOT_CALL) await barLeads(run, disposition);
      },
    };
  },
});

/** One pass for each lead that was changed, on the lead itself or on its original, and counted there. Several copies of one original add up. */
async function recordPasses(
  { tx, scope, actionId, now }: Run,
  disposition: string,
  mergeOriginal: boolean,
): Promise<void> {
  const today = DateTime.fromJSDate(now, { zone: scope.timeZone }).toISODate();
  await tx.execute(sql`
    with made as (
      select coalesce(original.lead_id, lead.lead_id) as lead_id, lead.lead_id as dialed_lead_id, contact.phone
      from lead_journal
      join lead on lead.account_id = ${scope.accountId} and lead.lead_id = lead_journal.lead_id
      join contact on contact.account_id = ${scope.accountId} and contact.lead_id = lead.lead_id
      left join lead original on ${mergeOriginal} and original.account_id = ${scope.accountId} and original.lead_id = lead.original_lead_id
      where lead_journal.account_id = ${scope.accountId} and lead_journal.action_id = ${actionId}
    ), counted as (
      update lead
      set pass_count = pass_count + counting.passes,
        daily_pass_count = case when daily_pass_on = ${today} then daily_pass_count else 0 end + counting.passes,
        daily_pass_on = ${today},
        last_system_disposition = 'MANUAL_PASS', last_agent_disposition = ${disposition}, last_agent_id = null, last_pass_at = ${now}
      from (
        select owner.lead_id,
          -- Dispositions that the campaign excludes do not count.
          count(*) filter (where not string_to_array(lower(campaign.max_passes_exclude), ',') && array['manual_pass', lower(${disposition})]) as passes
        from made
        join lead owner on owner.account_id = ${scope.accountId} and owner.lead_id = made.lead_id
        join campaign on campaign.account_id = ${scope.accountId} and campaign.campaign_id = owner.campaign_id
        group by owner.lead_id
      ) counting
      where lead.account_id = ${scope.accountId} and lead.lead_id = counting.lead_id
      returning lead.lead_id, lead.campaign_id, old as before, new as after
    ), journaled as (
      insert into lead_journal (account_id, action_id, lead_id, at,
        pass_count_before, pass_count_after, daily_pass_count_before, daily_pass_count_after, daily_pass_on_before, daily_pass_on_after,
        last_system_disposition_before, last_system_disposition_after, last_agent_disposition_before, last_agent_disposition_after,
        last_agent_id_before, last_agent_id_after, last_pass_at_before, last_pass_at_after)
      select ${scope.accountId}, ${actionId}, lead_id, ${now},
        (before).pass_count, (after).pass_count, (before).daily_pass_count, (after).daily_pass_count, (before).daily_pass_on, (after).daily_pass_on,
        (before).last_system_disposition, (after).last_system_disposition, (before).last_agent_disposition, (after).last_agent_disposition,
        (before).last_agent_id, (after).last_agent_id, (before).last_pass_at, (after).last_pass_at
      from counted
      on conflict (account_id, action_id, lead_id) do update set
        pass_count_before = excluded.pass_count_before, pass_count_after = excluded.pass_count_after,
        daily_pass_count_before = excluded.daily_pass_count_before, daily_pass_count_after = excluded.daily_pass_count_after,
        daily_pass_on_before = excluded.daily_pass_on_before, daily_pass_on_after = excluded.daily_pass_on_after,
        last_system_disposition_before = excluded.last_system_disposition_before, last_system_disposition_after = excluded.last_system_disposition_after,
        last_agent_disposition_before = excluded.last_agent_disposition_before, last_agent_disposition_after = excluded.last_agent_disposition_after,
        last_agent_id_before = excluded.last_agent_id_before, last_agent_id_after = excluded.last_agent_id_after,
        last_pass_at_before = excluded.last_pass_at_before, last_pass_at_after = excluded.last_pass_at_after
    )
    insert into pass (account_id, lead_id, campaign_id, pass_number, passed_at, system_disposition, agent_disposition, phone, action_id)
    select ${scope.accountId}, counted.lead_id, counted.campaign_id,
      (counted.before).pass_count + row_number() over (partition by counted.lead_id order by made.dialed_lead_id),
      ${now}, 'MANUAL_PASS', ${disposition}, made.phone, ${actionId}
    from made
    join counted on counted.lead_id = made.lead_id
  `);
}

/** Puts the leads that were changed on the do-not-call list: by external id if that is what selected them, otherwise by every phone they have. */
async function barLeads({ tx, scope, actionId, requestedBy, criteria, now }: Run, disposition: string): Promise<void> {
  const byExternId = (criteria.externIds?.length ?? 0) > 0;
  const barred = sql`
    from lead_journal
    join contact on contact.account_id = ${scope.accountId} and contact.lead_id = lead_journal.lead_id
    where lead_journal.account_id = ${scope.accountId} and lead_journal.action_id = ${actionId} and lead_journal.lead_state_after = 'DO-NOT-CALL'`;
  const identities = byExternId
    ? sql`select distinct null as phone, contact.extern_id, contact.country_id ${barred}`
    : sql`select contact.phone, null as extern_id, contact.country_id ${barred}
        union
        select lead_phone.phone, null, contact.country_id
        from lead_phone
        join contact on contact.account_id = ${scope.accountId} and contact.lead_id = lead_phone.lead_id
        join lead_journal on lead_journal.account_id = ${scope.accountId} and lead_journal.lead_id = lead_phone.lead_id
        where lead_phone.account_id = ${scope.accountId} and lead_journal.action_id = ${actionId} and lead_journal.lead_state_after = 'DO-NOT-CALL'`;
  await tx.execute(sql`
    insert into dnc_entry (account_id, phone, extern_id, country_id, reason, added_by, added_at, action_id)
    select ${scope.accountId}, phone, extern_id, country_id, ${disposition}, ${requestedBy}, ${now}, ${actionId}
    from (${identities}) as identity
    on conflict do nothing
  `);
}
