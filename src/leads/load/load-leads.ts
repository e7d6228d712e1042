import type { Database, Transaction, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { queueLoadedLeads } from "../../dial-queue/queue-changed.ts";
import { refuse } from "../../errors.ts";
import { countryId } from "../../geography/countries.ts";
import { timeZoneIds } from "../../geography/time-zone-ids.ts";
import { zoneFor } from "../../geography/time-zones.ts";
import { shown } from "../../validation/check.ts";
import { digestOf, type IdempotencyKey, readAnswer } from "../engine/open-action.ts";
import { insertLeads, recordLoad } from "./insert-leads.ts";
import type { Load, LoadResult, RowResult } from "./load.ts";
import { countOnList, holdList, newList } from "./load-list.ts";
import { type BadRow, type Candidate, prepareRows } from "./prepare.ts";
import { readMoment } from "./read-fields.ts";
import { recordAction, recordResult } from "./record-action.ts";
import { refuseBadField } from "./refused.ts";
import { screenRows } from "./screen-rows.ts";

const mostLeads = 50_000;

interface Campaign {
  timeZone: string;
  accountCountry: string;
  campaignCountry: string | null;
  scrubbed: boolean;
}

/**
 * Loads leads in one transaction and leaves out rows that cannot be loaded, each with its reason. The load is a lead
 * action that is done when this returns. Refuses the whole upload if its options are not valid, if it has no rows or
 * more than 50,000, or if the campaign or list does not exist.
 */
export async function loadLeads(db: Database, asked: Load): Promise<LoadResult> {
  const { field = "uploadLeads" } = asked;
  if (asked.rows.length === 0) throw refuse("NO_LEADS", { field, limit: mostLeads });
  if (asked.rows.length > mostLeads)
    throw refuse("TOO_MANY_LEADS", { field, got: asked.rows.length, limit: mostLeads });
  const load = { ...asked, once: await withRows(asked) };
  const first = await readAnswer(db, load.accountId, load.caller.userId, load.once);
  if (first) return first as LoadResult;
  const campaign = await findCampaign(db, load);
  const origin = originOf(load, campaign);
  const archiveAt = refuseBadField(() => readMoment("scheduleArchiveDts", load.archiveAt, origin));
  const { candidates, bad } = await prepareRows(load.rows, origin, load.timeZoneOption ?? "NOT_APPLICABLE");
  const zoneIds = await timeZoneIds(
    db,
    candidates.map(({ zone }) => zone),
  );
  return await db.transaction((tx) => insertLoad(tx, load, { campaign, archiveAt, candidates, bad, zoneIds }));
}

async function withRows({ once, rows }: Load): Promise<IdempotencyKey | undefined> {
  return once && { key: once.key, request: { request: once.request, rows: await digestOf(rows) } };
}

interface PreparedLoad {
  campaign: Campaign;
  archiveAt: Date | null;
  candidates: Candidate[];
  bad: BadRow[];
  zoneIds: Map<string, number>;
}

async function insertLoad(
  tx: Transaction,
  load: Load,
  { campaign, archiveAt, candidates, bad, zoneIds }: PreparedLoad,
): Promise<LoadResult> {
  const { accountId, campaignId, now } = load;
  const results = new Map<number, RowResult>(
    bad.map(({ row, problem }) => [row, { row, rejected: problem.message, reason: "INVALID" }]),
  );
  const { record, first } = await recordAction(tx, load);
  if (first) return first;
  const { actionId } = record;
  await holdCampaign(tx, accountId, campaignId);
  const list = await holdList(tx, load);
  const { leads, ...counts } = await screenRows(
    tx,
    load,
    { scrubbed: campaign.scrubbed, candidates, zoneIds },
    results,
  );
  const inserted = { supplied: load.rows.length, inserted: leads.length, dncRemoved: counts.dncRemoved };
  let listId: number | null = load.listId ?? null;
  if (leads.length > 0) listId ??= await newList(tx, { ...load, actionId }, archiveAt, inserted);
  const loadId =
    listId !== null && leads.length > 0 ? await recordLoad(tx, load, listId, inserted, leads, actionId) : undefined;
  if (listId !== null && loadId !== undefined) {
    await insertLeads(tx, leads, {
      accountId,
      campaignId,
      listId,
      immediate: (load.dialPriority ?? list?.dialPriority) === "IMMEDIATE",
      uniqueInCampaign: load.duplicateHandling === "REMOVE_ALL_EXISTING",
      loadId,
      now,
    });
    await queueLoadedLeads(
      tx,
      accountId,
      campaignId,
      leads.map(({ leadId }) => leadId),
    );
  }
  // Last, since loads into the same list wait for each other on its row.
  if (load.listId !== undefined) await countOnList(tx, load, inserted);
  for (const { row, leadId, fields } of leads)
    results.set(row, { row, leadId, ...(fields.warnings.length > 0 ? { warnings: fields.warnings } : {}) });
  const result = {
    actionId,
    ...counts,
    ...inserted,
    listId,
    listState: list?.listState ?? load.listState ?? "ACTIVE",
    timeZoneOption: load.timeZoneOption ?? "NOT_APPLICABLE",
    accepted: candidates.length,
    results: load.rows.map((_, i) => results.get(i + 1) as RowResult),
  };
  await recordResult(tx, record, load, loadId, result);
  return result;
}

/** Reads what a load needs to know about its campaign. Refuses a campaign that does not exist. */
export async function findCampaign(
  db: Tx,
  { accountId, campaignId, dialGroupId }: Pick<Load, "accountId" | "campaignId" | "dialGroupId">,
): Promise<Campaign> {
  const campaign = await db.maybe<Campaign>(sql`
    select account.time_zone as "timeZone", account.country_id as "accountCountry",
      campaign.settings ->> 'countryId' as "campaignCountry",
      campaign.settings ->> 'dncScrubOption' is distinct from 'DO_NOT_SCRUB' as scrubbed
    from campaign
    join account on account.account_id = campaign.account_id
    where campaign.account_id = ${accountId} and campaign.campaign_id = ${campaignId}
      and (${dialGroupId ?? null}::bigint is null or campaign.dial_group_id = ${dialGroupId ?? null})
  `);
  if (!campaign) throw refuse("NOT_FOUND", { what: "campaign", id: campaignId });
  return campaign;
}

/** How to read the load's numbers and times. */
export function originOf(load: Pick<Load, "numberOriginCountry" | "internationalNumberFormat">, campaign: Campaign) {
  return {
    country: country(load, campaign),
    timeZone: zoneFor(campaign.timeZone) ?? campaign.timeZone,
    international: load.internationalNumberFormat ?? false,
  };
}

function country({ numberOriginCountry: wanted }: Pick<Load, "numberOriginCountry">, campaign: Campaign): string {
  if (!wanted?.trim()) return countryId(campaign.campaignCountry ?? "") ?? countryId(campaign.accountCountry) ?? "USA";
  const id = countryId(wanted);
  if (id === undefined)
    throw refuse("INVALID_FIELD", {
      field: "numberOriginCountry",
      got: shown(wanted),
      takes: "a country such as USA or US",
    });
  return id;
}

/** Makes a deletion of the campaign wait for the load; it locks the row for update. Changes of settings do not wait. */
export async function holdCampaign(tx: Tx, accountId: number, campaignId: number): Promise<void> {
  const held = await tx.maybe(sql`
    select from campaign where account_id = ${accountId} and campaign_id = ${campaignId} for key share
  `);
  if (!held) throw refuse("NOT_FOUND", { what: "campaign", id: campaignId });
}
