import type { Tx } from "../../db/database.ts";
import { identifier, join, sql } from "../../db/sql.ts";
import { greatest, least } from "../../extremes.ts";
import type { Column } from "../action.ts";

const texts = ["suppression_reason", "last_agent_disposition"] as const satisfies readonly Column[];

/**
 * Removes free text, which may be personal, from the journal entries of these leads. Other values stay in the leads' history.
 */
export async function eraseTexts(tx: Tx, accountId: number, leadIds: readonly number[]): Promise<void> {
  const ofLeads = texts.flatMap((column) => [`${column}_before`, `${column}_after`]);
  await tx.execute(sql`
    update lead_journal
    set ${join(
      ofLeads.map((column) => sql`${identifier(column)} = null`),
      sql`, `,
    )}
    where account_id = ${accountId} and lead_id = any (${leadIds}::bigint[]) and (${anyOf(ofLeads)})
  `);
  const ofBatches = texts.flatMap((column) => [`${column}_before`, `${column}_after_each`]);
  const concerned = sql`account_id = ${accountId} and last_lead_id >= ${least(leadIds)} and first_lead_id <= ${greatest(leadIds)}
    and (${anyOf(ofBatches)})`;
  // Locked in one order, so that two batches of a deletion that need the same rows do not deadlock.
  const held = await tx.query(sql`
    select from journal_batch where ${concerned}
    order by action_id, is_conflict, first_lead_id
    for update
  `);
  if (held.length === 0) return;
  const without = (column: string) => sql`case when ${identifier("batch", column)} is not null then (
    select case when count(kept) > 0 then array_agg(kept order by place) end
    from (
      select place, case when lead_id <> all (${leadIds}::bigint[]) then value end as kept
      from unnest(batch.lead_ids, ${identifier("batch", column)}) with ordinality as entry (lead_id, value, place)
    ) as entry
  ) end`;
  await tx.execute(sql`
    update journal_batch batch
    set ${join(
      ofBatches.map((column) => sql`${identifier(column)} = ${without(column)}`),
      sql`, `,
    )}
    where ${concerned}
      and exists (select from unnest(batch.lead_ids) as entry (lead_id) where lead_id = any (${leadIds}::bigint[]))
  `);
}

const anyOf = (columns: readonly string[]) =>
  join(
    columns.map((column) => sql`${identifier(column)} is not null`),
    sql` or `,
  );
