import type { Tx } from "../db/database.ts";
import { lockOutClaims } from "../db/locks.ts";
import { sql } from "../db/sql.ts";
import { fewLeads, queueChanged, queueLeads } from "../dial-queue/queue-changed.ts";

/**
 * Queues the leads with these phones and external ids, after do-not-call entries that may have kept them out of the
 * dial queue were deleted or end earlier. First waits for claims that saw those entries, which might still drop the
 * leads.
 */
export async function requeueLeads(
  tx: Tx,
  accountId: number,
  entries: readonly { phone: string | null; externId: string | null }[],
): Promise<void> {
  if (entries.length === 0) return;
  const phones = entries.flatMap(({ phone }) => phone ?? []);
  await lockOutClaims(tx, accountId);
  // External ids match in any case, and no index finds leads by that.
  if (entries.length > fewLeads || entries.some(({ externId }) => externId !== null))
    return await queueChanged(tx, accountId, "eligibility");
  await queueLeads(
    tx,
    accountId,
    sql`lead.lead_id in (
      select contact.lead_id from contact where contact.account_id = ${accountId} and contact.phone = any (${phones}::text[])
      union all
      select lead_phone.lead_id from lead_phone where lead_phone.account_id = ${accountId} and lead_phone.phone = any (${phones}::text[]))`,
  );
}
