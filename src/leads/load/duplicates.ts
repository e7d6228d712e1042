import type { Tx } from "../../db/database.ts";
import { lock, lockEach, lockShared } from "../../db/locks.ts";
import { sql } from "../../db/sql.ts";
import type { RowResult, RowScreen } from "./load.ts";
import type { Candidate } from "./prepare.ts";

// Each lock takes a slot in a table that all sessions share; PostgreSQL's default is 64 slots per allowed connection.
const mostPhoneLocks = 100;

/**
 * Locks these phones in the campaign until the transaction ends. Up to 100 phones are locked one by one, in one order;
 * more by locking all phones of the campaign, which transactions with few phones hold shared.
 */
export async function lockPhones(
  tx: Tx,
  accountId: number,
  campaignId: number,
  phones: readonly string[],
): Promise<void> {
  if (phones.length > mostPhoneLocks) return await lock(tx, "campaignPhones", campaignId);
  await lockShared(tx, "campaignPhones", campaignId);
  const keys = phones.map((phone) => `${accountId}/${campaignId}/${phone}`);
  await lockEach(tx, "phone", keys);
}

/** Finds leads of the campaign that were loaded with REMOVE_ALL_EXISTING, by phone. */
export async function uniqueLeads(
  tx: Tx,
  accountId: number,
  campaignId: number,
  phones: readonly string[],
): Promise<Map<string, number>> {
  // `offset 0` forces a lookup per phone, contact before lead. Before the first analyze, PostgreSQL assumes that phones
  // repeat often and campaigns are small, and would read the whole table, or the whole campaign for each phone.
  const rows = await tx.query<{ phone: string; leadId: number }>(sql`
    select wanted.phone, min(held.lead_id) as "leadId"
    from unnest(${phones}::text[]) as wanted (phone)
    cross join lateral (
      select lead_id from contact
      where account_id = ${accountId} and phone = wanted.phone and unique_in_campaign
      offset 0
    ) as held
    cross join lateral (
      select campaign_id from lead where account_id = ${accountId} and lead_id = held.lead_id offset 0
    ) as dialing
    where dialing.campaign_id = ${campaignId}
    group by wanted.phone
  `);
  return new Map(rows.map((row) => [row.phone, row.leadId]));
}

/** Finds leads that earlier batches of the load inserted, by phone. */
async function leadsOfLoad(
  tx: Tx,
  accountId: number,
  loadId: number,
  phones: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.query<{ phone: string; leadId: number }>(sql`
    select wanted.phone, min(made.lead_id) as "leadId"
    from unnest(${phones}::text[]) as wanted (phone)
    cross join lateral (
      select lead_id from contact where account_id = ${accountId} and phone = wanted.phone and load_id = ${loadId} offset 0
    ) as made
    group by wanted.phone
  `);
  return new Map(rows.map((row) => [row.phone, row.leadId]));
}

/** Drops duplicates as requested. With REMOVE_ALL_EXISTING the phones stay locked until the transaction ends. */
export async function withoutDuplicates(
  tx: Tx,
  { accountId, campaignId, duplicateHandling = "RETAIN_ALL", loadId }: RowScreen,
  candidates: Candidate[],
  results: Map<number, RowResult>,
): Promise<Candidate[]> {
  if (duplicateHandling === "RETAIN_ALL") return candidates;
  const first = new Map<string, number>();
  const distinct = candidates.filter(({ row, phone }) => {
    const earlier = first.get(phone);
    if (earlier === undefined) first.set(phone, row);
    else
      results.set(row, {
        row,
        rejected: `leadPhone is the same as in row ${earlier}, and ${duplicateHandling} keeps only the first.`,
        reason: "DUPLICATE",
      });
    return earlier === undefined;
  });
  if (distinct.length === 0) return distinct;
  const phones = [...first.keys()];
  const inCampaign = duplicateHandling === "REMOVE_ALL_EXISTING";
  if (inCampaign) await lockPhones(tx, accountId, campaignId, phones);
  else if (loadId === undefined) return distinct;
  const existing = inCampaign
    ? await uniqueLeads(tx, accountId, campaignId, phones)
    : await leadsOfLoad(tx, accountId, loadId as number, phones);
  return distinct.filter(({ row, phone }) => {
    const existingLeadId = existing.get(phone);
    if (existingLeadId === undefined) return true;
    const where = inCampaign ? "campaign" : "load";
    const rejected = `leadPhone belongs to lead ${existingLeadId} of this ${where}, and ${duplicateHandling} keeps that lead.`;
    results.set(row, { row, rejected, reason: "DUPLICATE", existingLeadId });
    return false;
  });
}
