import { type Sql, sql } from "../../db/sql.ts";

/**
 * A lead's rows in the journal, as a subquery. Those of large actions stand in no index by lead: they are looked for action by action, of
 * which there are few, and only those with greater ids than `since`.
 */
export function entriesOfLead(accountId: number | Sql, leadId: number | Sql, since: number | Sql = 0): Sql {
  return sql`(
    select lead_journal.* from lead_journal
    where lead_journal.account_id = ${accountId} and lead_journal.lead_id = ${leadId} and not lead_journal.bulk
    union all
    select lead_journal.*
    from lead_action
    join lead_journal on lead_journal.account_id = ${accountId} and lead_journal.action_id = lead_action.action_id
      and lead_journal.lead_id = ${leadId} and lead_journal.bulk
    where lead_action.account_id = ${accountId} and lead_action.planned_at is not null and lead_action.action_id > ${since})`;
}
