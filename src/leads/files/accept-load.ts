import type { Caller } from "../../accounts/caller.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { type ActionRecord, readAction } from "../engine/action-record.ts";
import { enqueueWork, storeSettled, writeBatches } from "../engine/begin-action.ts";
import { type IdempotencyKey, openAction } from "../engine/open-action.ts";
import type { Load } from "../load/load.ts";
import { findCampaign, holdCampaign, originOf } from "../load/load-leads.ts";
import { holdList, newList } from "../load/load-list.ts";
import { readMoment } from "../load/read-fields.ts";
import { refuseBadField } from "../load/refused.ts";
import { dncTagIds } from "../load/scrub.ts";
import { type FileSheet, holdLeadFile, type LeadFile, readLeadFile } from "./lead-file.ts";
import { loadAction } from "./load-action.ts";
import type { LoadPlan } from "./load-work.ts";
import { checkMapping, type Mapping } from "./mapping.ts";

/** A file to load. Beyond the fields here, the options are those of any load. */
type FileLoad = Omit<Load, "rows" | "field" | "caller" | "now" | "accountId"> & {
  leadFileId: number;
  /** Absent: the first sheet that has rows. */
  sheetNumber?: number | undefined;
  /** The first row names the columns. */
  headers: boolean;
  mapping: Mapping;
};

interface Request {
  load: FileLoad;
  once: IdempotencyKey | undefined;
  /** The name of a mapping's field in the request, for refusals. */
  nameOf: (field: string) => string;
}

/**
 * Accepts the load of a file as a lead action. It is RUNNING when this returns and continues in background batches,
 * whatever happens to this process. A new list is LOADING, and therefore not dialed, until the load is over. A refusal
 * leaves nothing loaded or recorded.
 */
export async function acceptLoad(
  db: Database,
  accountId: number,
  caller: Pick<Caller, "userId" | "name">,
  { load, once, nameOf }: Request,
  now: Date,
): Promise<ActionRecord> {
  return await db.transaction(async (tx) => {
    const asked = { action: loadAction, params: load, isPlanned: true, once };
    const { record, isRepeated } = await openAction(tx, accountId, caller, asked, now);
    if (isRepeated) return record;
    const { actionId } = record;
    await holdLeadFile(tx, accountId, load.leadFileId);
    const file = await readLeadFile(tx, accountId, load.leadFileId, now);
    const sheet = sheetOf(file, load);
    checkMapping(load.mapping, sheet, nameOf);
    await refuseRepeatedLoad(tx, accountId, load, sheet);
    const settled = await settleLoad(tx, accountId, caller, load, { file, sheet, actionId, now });
    await planLoad(tx, accountId, actionId, settled);
    await storeSettled(tx, record, settled);
    await enqueueWork(tx, accountId, actionId);
    return await readAction(tx, accountId, actionId);
  });
}

function sheetOf(file: LeadFile, { sheetNumber, headers }: FileLoad): FileSheet {
  const sheet = file.sheets.find(({ number, rowCount }) =>
    sheetNumber === undefined ? rowCount > 0 : number === sheetNumber,
  );
  if (!sheet)
    throw refuse("INVALID_FIELD", {
      field: "sheet",
      got: sheetNumber,
      takes: `one of ${file.sheets.map(({ number, name }) => `${number} (${name})`).join(", ")}`,
    });
  if (sheet.rowCount > (headers ? 1 : 0)) return sheet;
  throw refuse("FILE_UNREADABLE", {
    reason: sheet.rowCount === 0 ? `its sheet ${sheet.name} is empty` : "it has headers but no rows below them",
  });
}

/** Refuses a sheet of this file that was already loaded into the campaign, as a repeated click would do. */
async function refuseRepeatedLoad(tx: Transaction, accountId: number, load: FileLoad, sheet: FileSheet): Promise<void> {
  const before = await tx.maybe<{ actionId: number }>(sql`
    select lead_action.action_id as "actionId" from lead_load
    join lead_action on lead_action.account_id = lead_load.account_id and lead_action.action_id = lead_load.action_id
    where lead_load.account_id = ${accountId} and lead_file_id = ${load.leadFileId} and sheet_number = ${sheet.number}
      and campaign_id = ${load.campaignId} and status in ('RUNNING', 'DONE') and undone_by is null and (inserted > 0 or status = 'RUNNING')
    limit 1
  `);
  if (!before) return;
  const reason = `was already loaded into campaign ${load.campaignId}, by action ${before.actionId}; undo that first, or upload the file again`;
  throw refuse("CONFLICT", { what: "Lead file", id: load.leadFileId, reason });
}

interface LoadRequest {
  file: LeadFile;
  sheet: FileSheet;
  actionId: number;
  now: Date;
}

/** Creates the new list and the record of the load, and returns what all batches share. */
async function settleLoad(
  tx: Transaction,
  accountId: number,
  caller: Pick<Caller, "userId" | "name">,
  load: FileLoad,
  { file, sheet, actionId, now }: LoadRequest,
): Promise<LoadPlan> {
  const { campaignId, leadFileId } = load;
  const campaign = await findCampaign(tx, { ...load, accountId });
  await holdCampaign(tx, accountId, campaignId);
  const origin = originOf(load, campaign);
  const archiveAt = refuseBadField(() => readMoment("scheduleArchiveDts", load.archiveAt, origin));
  await dncTagIds(tx, accountId, load.dncTags ?? []);
  const onto = { ...load, accountId, caller, now };
  const list = await holdList(tx, onto);
  const none = { supplied: 0, inserted: 0, dncRemoved: 0 };
  const made = {
    ...onto,
    description: load.description ?? file.fileName,
    listState: "LOADING",
    fileName: file.fileName,
    actionId,
  };
  const listId = load.listId ?? (await newList(tx, made, archiveAt, none));
  const { loadId } = await tx.one<{ loadId: number }>(sql`
    insert into lead_load (account_id, at, user_id, requested_by, campaign_id, list_id, supplied, inserted, action_id, lead_file_id, sheet_number)
    values (${accountId}, ${now}, ${caller.userId}, ${caller.name}, ${campaignId}, ${listId}, 0, 0, ${actionId}, ${leadFileId}, ${sheet.number})
    returning load_id as "loadId"
  `);
  return {
    leadFileId,
    fileName: file.fileName,
    sheetNumber: sheet.number,
    loadId,
    campaignId,
    listId,
    newListState: load.listId === undefined ? (load.listState ?? "ACTIVE") : null,
    mapping: load.mapping,
    headers: load.headers ? ((sheet.first[0] ?? []).slice(1) as string[]) : null,
    delimited: file.fileType !== "EXCEL",
    origin,
    scrubbed: campaign.scrubbed,
    dncTags: [...(load.dncTags ?? [])],
    immediate: (load.dialPriority ?? list?.dialPriority) === "IMMEDIATE",
    duplicateHandling: load.duplicateHandling ?? "RETAIN_ALL",
    timeZoneOption: load.timeZoneOption ?? "NOT_APPLICABLE",
  };
}

/**
 * Stores one batch for each chunk of the sheet. Lead ids are assigned here, so leads are in the order of the file
 * whichever batch finishes first.
 */
async function planLoad(
  tx: Transaction,
  accountId: number,
  actionId: number,
  { leadFileId, sheetNumber, loadId, headers }: LoadPlan,
): Promise<void> {
  const batches = sql`
    select chunk_number as batch_number,
      array(select nextval(pg_get_serial_sequence('lead', 'lead_id')) from generate_series(1, leads)) as lead_ids
    from (
      select chunk_number,
        row_count - case when ${headers !== null}::boolean and row_number() over (order by chunk_number) = 1 then 1 else 0 end as leads
      from lead_file_chunk
      where account_id = ${accountId} and lead_file_id = ${leadFileId} and sheet_number = ${sheetNumber}
      order by chunk_number
    ) as chunk`;
  await writeBatches(tx, accountId, actionId, batches);
  await tx.execute(sql`
    update lead_load set first_lead_id = planned.first, last_lead_id = planned.last
    from (
      select min(lead_id) as first, max(lead_id) as last
      from lead_action_batch, unnest(lead_ids) as lead_id
      where account_id = ${accountId} and action_id = ${actionId}
    ) as planned
    where account_id = ${accountId} and load_id = ${loadId}
  `);
}
