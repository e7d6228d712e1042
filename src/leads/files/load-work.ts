import type { Transaction, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { enqueueRefill } from "../../dial-queue/queue-changed.ts";
import { timeZoneIds } from "../../geography/time-zone-ids.ts";
import { cellsOf, type NumberedRow } from "../../tables/rows.ts";
import { type ActionRecord, sumByReason } from "../engine/action-record.ts";
import type { Outcome } from "../engine/carry-out.ts";
import type { Total, Work } from "../engine/work.ts";
import { insertLeads } from "../load/insert-leads.ts";
import type { DuplicateHandling, RowResult } from "../load/load.ts";
import { holdCampaign } from "../load/load-leads.ts";
import { countOnList, holdList } from "../load/load-list.ts";
import { type BadRow, type Candidate, prepareRows } from "../load/prepare.ts";
import { type Origin, phoneOf } from "../load/read-fields.ts";
import { screenRows } from "../load/screen-rows.ts";
import { BadField } from "../load/texts.ts";
import type { TimeZoneOption } from "../load/zone-of-lead.ts";
import { loadSkipReasons } from "./load-action.ts";
import { type Mapping, mapRow } from "./mapping.ts";
import { type StoredRejection, storeRejections } from "./rejected-rows.ts";

/** The settled parameters of a load, the same for all its batches. */
export interface LoadPlan {
  leadFileId: number;
  fileName: string;
  sheetNumber: number;
  loadId: number;
  campaignId: number;
  listId: number;
  /** The state that a new list gets when the load is over; null if the list existed before. */
  newListState: string | null;
  mapping: Mapping;
  /** The column names in the first row; null if the sheet has no headers. */
  headers: string[] | null;
  delimited: boolean;
  origin: Origin;
  scrubbed: boolean;
  dncTags: string[];
  immediate: boolean;
  duplicateHandling: DuplicateHandling;
  timeZoneOption: TimeZoneOption;
}

/** The work of a load: each batch turns one chunk of the file into leads, in one transaction. */
export function loadWork(tx: Transaction, record: ActionRecord): Work {
  const load = record.settled as unknown as LoadPlan;
  return {
    // acceptLoad stores the batches.
    selection: sql`select null::bigint as lead_id where false`,
    // Of two duplicates, the first in the file must win, not the one in the faster batch.
    inOrder: load.duplicateHandling !== "RETAIN_ALL",
    requeues: true,
    batch: (leadIds, batchNumber) => loadBatch(tx, record, load, leadIds, batchNumber),
    finish: (total) => finishLoad(tx, record, load, total),
  };
}

async function loadBatch(
  tx: Transaction,
  { accountId, actionId, createdAt: now }: ActionRecord,
  load: LoadPlan,
  leadIds: readonly number[],
  chunkNumber: number,
): Promise<Outcome> {
  const { campaignId, listId, loadId, duplicateHandling } = load;
  const rows = await readChunk(tx, accountId, load, chunkNumber);
  const { candidates, bad } = await prepare(rows, load);
  const zoneIds = await timeZoneIds(
    tx,
    candidates.map(({ zone }) => zone),
  );
  await holdCampaign(tx, accountId, campaignId);
  await holdList(tx, { accountId, campaignId, listId });
  const results = new Map<number, RowResult>(
    bad.map(({ row, problem }) => [row, { row, rejected: problem.message, reason: "INVALID" }]),
  );
  const screen = { accountId, campaignId, dncTags: load.dncTags, duplicateHandling, now, loadId };
  const { leads, ...counts } = await screenRows(
    tx,
    screen,
    { scrubbed: load.scrubbed, candidates, zoneIds, leadIds },
    results,
  );
  await insertLeads(tx, leads, {
    accountId,
    campaignId,
    listId,
    immediate: load.immediate,
    uniqueInCampaign: duplicateHandling === "REMOVE_ALL_EXISTING",
    loadId,
    now,
  });
  await storeRejections(tx, accountId, actionId, rejections(rows, results, candidates, load), now);
  await countFailedAssignments(tx, accountId, load, counts.failedAgentAssignments);
  // Last, since batches wait for each other on the row of the list.
  await countOnList(
    tx,
    { accountId, listId },
    { supplied: rows.length, inserted: leads.length, dncRemoved: counts.dncRemoved },
  );
  const skipped = [
    { reason: loadSkipReasons.INVALID, count: bad.length },
    { reason: loadSkipReasons.DUPLICATE, count: counts.duplicates },
    { reason: loadSkipReasons.DNC, count: counts.dncRemoved },
  ];
  return {
    changed: leads.length,
    deleted: 0,
    callbacksDeleted: 0,
    skipped: sumByReason(skipped.filter((one) => one.count > 0)),
  };
}

/** The rows of a chunk without the header row. */
async function readChunk(
  tx: Tx,
  accountId: number,
  { leadFileId, sheetNumber, headers }: LoadPlan,
  chunkNumber: number,
): Promise<NumberedRow[]> {
  const { rows, isFirst } = await tx.one<{ rows: Buffer; isFirst: boolean }>(sql`
    select rows, not exists (
      select from lead_file_chunk before
      where before.account_id = ${accountId} and before.lead_file_id = ${leadFileId} and before.sheet_number = ${sheetNumber}
        and before.chunk_number < ${chunkNumber}) as "isFirst"
    from lead_file_chunk
    where account_id = ${accountId} and lead_file_id = ${leadFileId} and chunk_number = ${chunkNumber}
  `);
  const read = JSON.parse(rows.toString()) as NumberedRow[];
  return headers !== null && isFirst ? read.slice(1) : read;
}

async function prepare(rows: readonly NumberedRow[], load: LoadPlan) {
  const bad: BadRow[] = [];
  const whole = rows.filter((row) => {
    const problem = tooManyCells(row, load);
    if (problem) bad.push({ row: row[0], problem });
    return !problem;
  });
  const prepared = await prepareRows(
    whole.map((row) => mapRow(load.mapping, row)),
    load.origin,
    load.timeZoneOption,
    whole.map(([number]) => number),
  );
  return { candidates: prepared.candidates, bad: [...bad, ...prepared.bad] };
}

/** A line with more cells than headers has a stray delimiter, so its cells are likely in the wrong columns. */
function tooManyCells(row: NumberedRow, { delimited, headers }: LoadPlan): BadField | undefined {
  if (!delimited || headers === null) return undefined;
  const cells = cellsOf(row);
  if (cells.findLastIndex((cell) => cell.trim() !== "") < headers.length) return undefined;
  return new BadField("row", `${cells.length} cells`, `at most ${headers.length}, one per header`);
}

function rejections(
  rows: readonly NumberedRow[],
  results: ReadonlyMap<number, RowResult>,
  candidates: readonly Candidate[],
  { mapping, origin }: LoadPlan,
): StoredRejection[] {
  if (results.size === 0) return [];
  const phones = new Map(candidates.map(({ row, phone }) => [row, phone]));
  return rows.flatMap((row) => {
    const [rowNumber] = row;
    const result = results.get(rowNumber);
    if (!result || !("rejected" in result)) return [];
    const phone = phones.get(rowNumber) ?? phoneOf(mapRow(mapping, row), origin);
    return [{ rowNumber, reason: result.reason, message: result.rejected, row, phone }];
  });
}

async function countFailedAssignments(
  tx: Tx,
  accountId: number,
  { loadId }: LoadPlan,
  failedAgentAssignments: number,
): Promise<void> {
  if (failedAgentAssignments === 0) return;
  await tx.execute(sql`
    update lead_load set failed_agent_assignments = failed_agent_assignments + ${failedAgentAssignments}
    where account_id = ${accountId} and load_id = ${loadId}
  `);
}

/** Stores the load's counts and gives a new list its state, or removes the list if it received no leads. */
async function finishLoad(
  tx: Transaction,
  { accountId }: ActionRecord,
  { loadId, campaignId, listId, newListState }: LoadPlan,
  { matched, changed }: Total,
): Promise<void> {
  await tx.execute(sql`
    update lead_load set supplied = ${matched}, inserted = ${changed} where account_id = ${accountId} and load_id = ${loadId}
  `);
  if (newListState !== null) {
    await tx.execute(
      changed > 0
        ? sql`update lead_list set list_state = ${newListState}
            where account_id = ${accountId} and list_id = ${listId} and list_state = 'LOADING'`
        : sql`delete from lead_list where account_id = ${accountId} and list_id = ${listId}
            and not exists (select from lead where lead.account_id = lead_list.account_id and lead.campaign_id = lead_list.campaign_id
              and lead.list_id = lead_list.list_id)`,
    );
  }
  await enqueueRefill(tx, accountId, [campaignId]);
}
