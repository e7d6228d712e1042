import { requireQuota } from "../accounts/quotas.ts";
import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { columnList } from "../validation/fields.ts";
import { dispositionFields } from "./disposition-fields.ts";

/**
 * Copies the dispositions of a campaign to another. One that moves leads within the first moves them within the second.
 */
export async function copyDispositions(tx: Tx, accountId: number, from: number, to: number): Promise<void> {
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*) as count from disposition where account_id = ${accountId} and campaign_id = ${from}
  `);
  await requireQuota(tx, accountId, "dispositions", count);
  await tx.execute(sql`
    insert into disposition (account_id, campaign_id, settings ${columnList(dispositionFields)})
    select account_id, ${to}, settings ${columnList(dispositionFields)}
    from disposition where account_id = ${accountId} and campaign_id = ${from}
    order by disposition_id
  `);
  await tx.execute(sql`
    update disposition set dest_campaign_id = ${to}
    where account_id = ${accountId} and campaign_id = ${to} and dest_campaign_id = ${from}
  `);
}
