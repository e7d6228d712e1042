import { identifier, join, sql } from "../../src/db/sql.ts";
import { journaled } from "../../src/leads/action.ts";

const images = (of: (column: string) => ReturnType<typeof sql>) => join(journaled.map(of), sql`, `);

/** A query for the journal of all actions with the columns of lead_journal: one row per lead, however the journal was written. */
export const journal = sql`
  select account_id, action_id, lead_id, at, deleted, conflict, copy_lead_id, load_id,
    ${images((column) => sql`${identifier(`${column}_before`)}, ${identifier(`${column}_after`)}`)}
  from lead_journal
  union all
  select account_id, action_id, entry.lead_id, at, deleted, entry.conflict, null, entry.load_id,
    ${images(
      (column) =>
        sql`entry.${identifier(`${column}_before`)}, coalesce(batch.${identifier(`${column}_after`)}, entry.${identifier(`${column}_each`)})`,
    )}
  from journal_batch batch, unnest(lead_ids, conflicts, load_ids,
    ${images((column) => sql`batch.${identifier(`${column}_before`)}, batch.${identifier(`${column}_after_each`)}`)})
    as entry (lead_id, conflict, load_id, ${images((column) => sql`${identifier(`${column}_before`)}, ${identifier(`${column}_each`)}`)})`;
