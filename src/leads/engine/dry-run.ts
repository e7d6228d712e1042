import type { Caller } from "../../accounts/caller.ts";
import type { Database } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Warning } from "../action.ts";
import { loadAction } from "../files/load-action.ts";
import { loadOfAction, undoneLoad } from "../files/undo-load.ts";
import { actionCondition } from "../search/criteria.ts";
import type { Scope } from "../search/scope.ts";
import { type ActionRequest, checkedParams, prepareUndo } from "./accept-action.ts";
import { type ActionRecord, readAction, type SkipCount, type WarningCount } from "./action-record.ts";
import { commaSeparated, skipReason } from "./carry-out.ts";
import { entriesOfAction } from "./journal.ts";
import { conflictOf, undoingOf } from "./undo-work.ts";
import { selectionOf } from "./work-of.ts";

/** What an action would do if it ran now. */
export interface Preview {
  /** Leads the criteria select: those that would be changed and those that would be skipped. */
  matched: number;
  wouldChange: number;
  /** The leads that would be changed, by their current state. */
  byState: { state: string; count: number }[];
  /** The leads that would be changed, by their current campaign. */
  byCampaign: { campaignId: number; campaignName: string; count: number }[];
  skipped: SkipCount[];
  /** Warnings about some of the leads that would be changed; absent if there are none. */
  warnings?: WarningCount[];
  /** The first ten leads that would be changed, by lead id. */
  sample: {
    leadId: number;
    externId: string | null;
    firstName: string | null;
    lastName: string | null;
    phone: string;
    leadState: string;
    campaignId: number;
  }[];
}

/**
 * Previews an action with the checks, the selection, and the skip reasons of a real run, in a rolled-back transaction.
 */
export async function previewAction(
  db: Database,
  scope: Scope,
  caller: Pick<Caller, "name">,
  { action, criteria, params: given, allLeads, limit }: ActionRequest,
  now: Date,
): Promise<Preview> {
  const params = checkedParams(action, given);
  const asked = actionCondition(criteria, scope, allLeads);
  return await db.rehearse(async (tx) => {
    const accepted = { tx, scope, actionId: 0, requestedBy: caller.name, now, criteria, bulk: false, condition: asked };
    const settled = (await action.accept?.(params, accepted)) ?? params;
    const condition = action.reach?.(settled, scope) ?? asked;
    const run = { ...accepted, condition };
    const selection = selectionOf(run, { limit: limit ?? null, lastLeadId: null });
    // With a limit, only the first leads are selected, and a lead is a duplicate only of another one among them.
    const selected = limit === undefined ? condition : sql`${condition} and lead.lead_id in (${selection})`;
    const plan = await action.plan(settled, { ...run, leadIds: [], condition: selected });
    const warnings = "set" in plan ? (plan.warnings ?? []) : [];
    const { warnings: warned = [], ...counts } = await tx.one<Preview>(
      previewQuery(
        scope.accountId,
        sql`
      select lead.lead_id, lead.campaign_id, lead.lead_state, ${skipReason(action, plan, criteria)} as reason, ${warningFlags(warnings)} as warned
      from lead where ${selected}`,
        warnings,
      ),
    );
    return { ...counts, ...(warned.length > 0 ? { warnings: warned } : {}) };
  });
}

/** Previews an undo, in a rolled-back transaction. Refuses whatever acceptUndo refuses. */
export async function previewUndo(db: Database, scope: Scope, undoOf: number): Promise<Preview> {
  const { accountId } = scope;
  return await db.rehearse(async (tx) => {
    const { actionId } = await tx.one<{ actionId: number }>(sql`
      insert into lead_action (account_id, action, status, criteria, params, requested_by, created_at, undo_of)
      values (${accountId}, 'UNDO', 'RUNNING', '{}', '{}', '', now(), ${undoOf}) returning action_id as "actionId"
    `);
    const { settled } = await prepareUndo(tx, accountId, undoOf, actionId);
    const record: ActionRecord = { ...(await readAction(tx, accountId, actionId)), settled };
    if (settled.rootAction === loadAction)
      return await tx.one<Preview>(previewQuery(accountId, undoneLoad(await loadOfAction(tx, accountId, undoOf))));
    const run = {
      tx,
      scope,
      actionId,
      requestedBy: "",
      now: record.createdAt,
      criteria: {},
      bulk: false,
      condition: sql`true`,
    };
    const undoing = await undoingOf(run, record);
    return await tx.one<Preview>(
      previewQuery(
        accountId,
        sql`
      select entry.lead_id, lead.campaign_id, lead.lead_state, ${conflictOf(undoing)} as reason
      from (${entriesOfAction(accountId, undoOf)}) entry
      left join lead on lead.account_id = ${accountId} and lead.lead_id = entry.lead_id
      where entry.conflict is null`,
      ),
    );
  });
}

/** A boolean per warning: whether it applies to the lead. */
const warningFlags = (warnings: readonly Warning[]) =>
  sql`array[${commaSeparated(warnings.map((one) => one.when(sql`lead`)))}]::boolean[]`;

/**
 * Counts the rows of `selected`, a query for lead_id, campaign_id, lead_state, and reason (null for leads that would be
 * changed). If there are warnings, `selected` has a column `warned` too; see warningFlags.
 */
const previewQuery = (accountId: number, selected: Sql, warnings: readonly Warning[] = []) => sql`
  with selected as materialized (${selected}), counted as (
    select campaign_id, lead_state, reason, count(*) as count from selected group by 1, 2, 3
  )
  select
    (select coalesce(sum(count), 0)::bigint from counted) as matched,
    (select coalesce(sum(count), 0)::bigint from counted where reason is null) as "wouldChange",
    (select coalesce(json_agg(json_build_object('state', lead_state, 'count', count) order by count desc, lead_state), '[]') from (
      select lead_state, sum(count) as count from counted where reason is null group by 1)) as "byState",
    (select coalesce(json_agg(json_build_object('campaignId', campaign_id, 'campaignName', campaign_name, 'count', count) order by count desc, campaign_id), '[]') from (
      select campaign_id, campaign.campaign_name, sum(count) as count
      from counted join campaign using (campaign_id)
      where reason is null and campaign.account_id = ${accountId}
      group by 1, 2)) as "byCampaign",
    (select coalesce(json_agg(json_build_object('reason', reason, 'count', count) order by count desc, reason), '[]') from (
      select reason, sum(count) as count from counted where reason is not null group by 1)) as skipped,
    ${warnings.length === 0 ? sql`` : sql`${warningsJson(warnings)} as warnings,`}
    (select coalesce(json_agg(json_build_object('leadId', lead_id, 'externId', extern_id, 'firstName', first_name, 'lastName', last_name,
        'phone', phone, 'leadState', lead_state, 'campaignId', campaign_id) order by lead_id), '[]') from (
      select first.lead_id, extern_id, first_name, last_name, phone, lead_state, campaign_id
      from (select * from selected where reason is null order by lead_id limit 10) as first
      join contact on contact.account_id = ${accountId} and contact.lead_id = first.lead_id)) as sample`;

const warningsJson = (warnings: readonly Warning[]) => sql`(
  select coalesce(json_agg(json_build_object('warning', warning, 'count', count) order by count desc, warning), '[]') from (
    select warning, count(*) as count
    from selected cross join lateral unnest(${warnings.map(({ warning }) => warning)}::text[], selected.warned) as flag (warning, applies)
    where reason is null and applies
    group by 1))`;
