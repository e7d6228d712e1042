import { lockOutClaims } from "../db/claims-lock.ts";
import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";

/**
 * Puts the leads of these phones and external ids back into the dial index, after entries that may have kept them out of it are gone or end
 * earlier. Claims that saw those entries are waited for, since they might still take leads out.
 */
export async function requeueLeads(
  tx: Tx,
  accountId: number,
  entries: readonly { phone: string | null; externId: string | null }[],
): Promise<void> {
  if (entries.length === 0) return;
  const phones = entries.flatMap(({ phone }) => phone ?? []);
  const externIds = entries.flatMap(({ externId }) => externId ?? []);
  await lockOutClaims(tx, accountId);
  await tx.execute(sql`
    update lead set queued = true, due_at = null
    where lead.account_id = ${accountId} and not lead.queued and lead.lead_id in (
      select contact.lead_id from contact where contact.account_id = ${accountId} and contact.phone = any (${phones}::text[])
      union all
      select contact.lead_id from contact where contact.account_id = ${accountId} and lower(contact.extern_id) = any (select lower(id) from unnest(${externIds}::text[]) as id)
      union all
      select lead_phone.lead_id from lead_phone where lead_phone.account_id = ${accountId} and lead_phone.phone = any (${phones}::text[]))
  `);
}
