import { expect } from "vitest";
import type { Tx } from "../../src/db/database.ts";
import { identifier, join, sql } from "../../src/db/sql.ts";
import { journaled } from "../../src/leads/action.ts";
import { journal } from "../support/journal.ts";

/** The columns that actions change, as the database formats them in JSON. */
type Image = Record<string, unknown>;

interface Entry {
  leadId: number;
  actionId: number;
  createdAt: string;
  finishedAt: string;
  deleted: boolean;
  before: Image;
  after: Image;
}

const columns = join(
  journaled.map((column) => sql`${column}::text, ${identifier(column)}`),
  sql`, `,
);

/** The current leads of an account, by id. */
export async function imagesOf(tx: Tx, accountId: number): Promise<Map<number, Image>> {
  const rows = await tx.query<{ lead_id: number; image: Image }>(sql`
    select lead_id, json_build_object(${columns}) as image from lead where account_id = ${accountId}
  `);
  return new Map(rows.map(({ lead_id, image }) => [lead_id, image]));
}

/** The values of a fresh copy; its target and times come from the action that created it. */
const ofCopy: Image = {
  last_pass_at: null,
  callback_at: null,
  callback_agent_id: null,
  reserved_agent_id: null,
  last_agent_id: null,
  lead_state: "READY",
  last_system_disposition: null,
  pass_count: 0,
  daily_pass_count: 0,
  daily_pass_on: null,
  dial_count: 0,
  last_agent_disposition: null,
};

/**
 * Checks the account against what its actions claim to have done: no action is half-done, each action's counts match its journal, and
 * applying a lead's journaled changes to its initial values gives its current values.
 */
export async function expectExactlyOnce(tx: Tx, accountId: number, start: Map<number, Image>): Promise<void> {
  expect(await tx.query(sql`select * from lead_action_batch where account_id = ${accountId}`)).toEqual([]);
  expect(await wrongCounts(tx, accountId)).toEqual([]);
  expect(await wrongPasses(tx, accountId)).toEqual([]);
  expect(await strays(tx, accountId)).toEqual([]);
  expect(await wrongLists(tx, accountId)).toEqual([]);
  expect(await unexplained(tx, accountId, start)).toEqual([]);
}

/** Actions whose counts differ from their journal or do not add up. */
async function wrongCounts(tx: Tx, accountId: number): Promise<object[]> {
  return await tx.query(sql`
    select action_id, action, status, matched, changed, deleted, skipped, journal.*
    from lead_action
    cross join lateral (
      select count(*) filter (where conflict is null and not lead_journal.deleted) as journal_changed,
        count(*) filter (where lead_journal.deleted) as journal_deleted, count(conflict) as conflicts
      from (${journal}) as lead_journal
      where lead_journal.account_id = lead_action.account_id and lead_journal.action_id = lead_action.action_id
    ) journal
    cross join lateral (
      select coalesce(sum((skip->>'count')::bigint), 0) as count from jsonb_array_elements(skipped) as skip
    ) skips
    where account_id = ${accountId}
      and (status = 'RUNNING' or changed <> journal_changed or deleted <> journal_deleted or matched <> changed + deleted + skips.count
        or undo_of is not null and conflicts <> skips.count or undo_of is null and conflicts > 0)
    order by action_id
  `);
}

/** Actions without exactly one manual pass per lead, undone passes not marked as such, and leads whose pass counts are wrong. */
async function wrongPasses(tx: Tx, accountId: number): Promise<object[]> {
  return await tx.query(sql`
    with journaled as materialized (
      select action_id, lead_id, action
      from (${journal}) as lead_journal
      join lead_action using (account_id, action_id)
      where account_id = ${accountId}
    ), passed as materialized (
      select coalesce(action_id, 0) as action_id, lead_id, pass_id, undone_by_action_id from pass where account_id = ${accountId}
    ), wrong as (
      select action_id, lead_id, count(pass_id) as passes
      from journaled
      left join passed using (action_id, lead_id)
      where action = 'MANUAL_LEADS'
      group by action_id, lead_id
      having count(pass_id) <> 1
      union all
      select action_id, lead_id, 1 from passed where (action_id, lead_id) not in (select action_id, lead_id from journaled)
      union all
      select 0, lead_id, pass_count
      from lead
      left join (
        select lead_id, count(*) as passes from passed where undone_by_action_id is null group by lead_id) as counted using (lead_id)
      where account_id = ${accountId} and pass_count <> coalesce(passes, 0)
        -- One that was reset forgets passes that it had.
        and lead_id not in (select lead_id from journaled where action = 'RESET_LEADS')
    )
    select * from wrong order by action_id, lead_id limit 10
  `);
}

/** Rows of leads that do not exist, and leads without their rows. */
async function strays(tx: Tx, accountId: number): Promise<object[]> {
  return await tx.query(sql`
    with stray as (
      select 'contact without lead' as what, lead_id from contact
      where account_id = ${accountId} and not exists (select from lead where lead.account_id = contact.account_id and lead.lead_id = contact.lead_id)
      union all
      select 'phone without lead', lead_id from lead_phone
      where account_id = ${accountId} and not exists (select from lead where lead.account_id = lead_phone.account_id and lead.lead_id = lead_phone.lead_id)
      union all
      select 'lead without contact', lead_id from lead
      where account_id = ${accountId} and not exists (select from contact where contact.account_id = lead.account_id and contact.lead_id = lead.lead_id)
      union all
      select 'lead without list', lead_id from lead
      where account_id = ${accountId} and not exists (
        select from lead_list
        where lead_list.account_id = lead.account_id and lead_list.list_id = lead.list_id and lead_list.campaign_id = lead.campaign_id)
      union all
      select 'copy without original', copy_lead_id from (${journal}) as lead_journal
      join lead_action on lead_action.account_id = lead_journal.account_id and lead_action.action_id = lead_journal.action_id
      where lead_journal.account_id = ${accountId} and copy_lead_id is not null and undo_of is null
        and exists (select from lead where lead.account_id = lead_journal.account_id and lead.lead_id = copy_lead_id and original_lead_id <> lead_journal.lead_id)
    )
    select * from stray order by what, lead_id limit 10
  `);
}

/** Lists created by a move whose counts do not include the moved leads. */
async function wrongLists(tx: Tx, accountId: number): Promise<object[]> {
  return await tx.query(sql`
    select list_id, leads_inserted, leads_supplied, lead_action.action_id, changed
    from lead_list
    join lead_action on lead_action.account_id = lead_list.account_id and lead_action.action_id = created_by_action_id
    where lead_list.account_id = ${accountId} and (leads_inserted <> changed or leads_supplied <> changed)
  `);
}

/** The first leads whose journal does not lead from their initial to their current values. */
async function unexplained(tx: Tx, accountId: number, start: Map<number, Image>): Promise<object[]> {
  const present = await imagesOf(tx, accountId);
  const touchedLeads = await tx.query<{ lead_id: number }>(
    sql`select distinct lead_id from (${journal}) as lead_journal where account_id = ${accountId}`,
  );
  const all = [...new Set([...start.keys(), ...present.keys(), ...touchedLeads.map((row) => row.lead_id)])];
  const found: object[] = [];
  for (let from = 0; from < all.length && found.length < 5; from += 8000) {
    const ids = all.slice(from, from + 8000);
    const entries = Map.groupBy(await entriesOf(tx, accountId, ids), ({ leadId }) => leadId);
    for (const leadId of ids) {
      const changes = entries.get(leadId) ?? [];
      const was = start.get(leadId) ?? ofCopy;
      if (!leadsTo(was, changes, present.get(leadId))) {
        found.push({ leadId, was, changes, is: present.get(leadId) });
        break;
      }
    }
  }
  return found;
}

async function entriesOf(tx: Tx, accountId: number, leadIds: number[]): Promise<Entry[]> {
  const side = (suffix: "before" | "after") =>
    sql`json_strip_nulls(json_build_object(${join(
      journaled.map((column) => sql`${column}::text, ${identifier(`${column}_${suffix}`)}`),
      sql`, `,
    )}))`;
  return await tx.query<Entry>(sql`
    select lead_id as "leadId", action_id as "actionId", created_at::text as "createdAt", finished_at::text as "finishedAt",
      lead_journal.deleted, ${side("before")} as before, ${side("after")} as after
    from (${journal}) as lead_journal
    join lead_action using (account_id, action_id)
    where account_id = ${accountId} and lead_id = any (${leadIds}::bigint[]) and conflict is null
    order by action_id
  `);
}

/**
 * Whether the changes lead from one image to the other in some order. Actions that ran at the same time may have reached a lead in either
 * order; an action that ended before another was accepted came first.
 */
function leadsTo(image: Image, changes: Entry[], is: Image | undefined): boolean {
  if (changes.length === 0) {
    return is !== undefined && Object.entries(image).every(([column, value]) => is[column] === value);
  }
  return changes.some((change) => {
    const isFirst = changes.every((other) => other === change || other.finishedAt >= change.createdAt);
    if (!isFirst || !fits(image, change, is === undefined)) return false;
    const left = changes.filter((other) => other !== change);
    if (change.deleted) return left.length === 0 && is === undefined;
    return leadsTo(changed(image, change), left, is);
  });
}

/** The columns a journal row touched. Null on both sides means untouched, or null before and after. */
const touched = ({ before, after }: Entry) => new Set([...Object.keys(before), ...Object.keys(after)]);

function fits(image: Image, change: Entry, isDeleted: boolean): boolean {
  if (change.deleted) return Object.entries(change.before).every(([column, value]) => agrees(image[column], value));
  return [...touched(change)].every(
    (column) =>
      agrees(image[column], change.before[column] ?? null) ||
      // The journal no longer has the free text of a deleted lead.
      (isDeleted && freeText.includes(column) && change.before[column] === undefined),
  );
}

const freeText = ["last_agent_disposition", "suppression_reason"];

/** Undefined for values of a new copy that are not known. */
const agrees = (known: unknown, value: unknown) => known === undefined || known === value;

const changed = (image: Image, change: Entry): Image => ({
  ...image,
  ...Object.fromEntries([...touched(change)].map((column) => [column, change.after[column] ?? null])),
});
