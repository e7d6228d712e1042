import { recordAudit } from "../accounts/audit/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import { requireQuota } from "../accounts/quotas.ts";
import { renameCountedDisposition } from "../campaigns/counted-dispositions.ts";
import type { Tx } from "../db/database.ts";
import { limitTo, type Page } from "../db/page.ts";
import { type Sql, sql } from "../db/sql.ts";
import { refuseOnViolation } from "../db/violation.ts";
import { queueChanged } from "../dial-queue/queue-changed.ts";
import { refuse } from "../errors.ts";
import {
  dialingEffect,
  type FieldInput,
  insertColumns,
  type Settings,
  selectList,
  updateAssignments,
  type Values,
} from "../validation/fields.ts";
import { requireSmallSettings } from "../validation/json-size.ts";
import { dispositionFields } from "./disposition-fields.ts";

/** A disposition with all its settings; those that the engine doesn't know are kept in `settings`. */
export interface Disposition extends Values<typeof dispositionFields> {
  dispositionId: number;
  campaignId: number;
  settings: Settings;
}

const columns = sql`disposition_id as "dispositionId", campaign_id as "campaignId", settings, ${selectList(dispositionFields, "disposition")}`;

/** The dispositions of a campaign, or of all campaigns of the account, by rank. */
export function listDispositions(
  tx: Tx,
  accountId: number,
  campaignId: number | undefined,
  page: Page = {},
): Promise<Disposition[]> {
  return tx.query<Disposition>(sql`
    select ${columns} from disposition
    where account_id = ${accountId} and (${campaignId ?? null}::bigint is null or campaign_id = ${campaignId ?? null})
    order by campaign_id, rank, disposition_id ${limitTo(page)}
  `);
}

export function getDisposition(
  tx: Tx,
  accountId: number,
  dispositionId: number,
  campaignId?: number,
): Promise<Disposition> {
  return lockDisposition(tx, accountId, dispositionId, campaignId, sql``);
}

export async function createDisposition(
  tx: Tx,
  caller: Caller,
  accountId: number,
  campaignId: number,
  given: FieldInput<typeof dispositionFields>,
): Promise<Disposition> {
  await requireCampaign(tx, accountId, campaignId);
  await requireCampaign(tx, accountId, given.values.destCampaignId);
  requireCopyTarget(given.values);
  requireSmallSettings(given.settings);
  await requireQuota(tx, accountId, "dispositions");
  if (given.values.isDefault) await clearDefault(tx, accountId, campaignId);
  const fields = insertColumns(dispositionFields, given.values);
  const after = await requireUniqueName(
    tx.one<Disposition>(sql`
      insert into disposition (account_id, campaign_id, settings ${fields.columns})
      values (${accountId}, ${campaignId}, ${JSON.stringify(given.settings)} ${fields.values})
      returning ${columns}
    `),
    campaignId,
    given.values.name,
  );
  await audit(tx, caller, accountId, "CREATE", undefined, after);
  return after;
}

export async function updateDisposition(
  tx: Tx,
  caller: Caller,
  accountId: number,
  dispositionId: number,
  campaignId: number | undefined,
  given: FieldInput<typeof dispositionFields>,
): Promise<Disposition> {
  const before = await lockDisposition(tx, accountId, dispositionId, campaignId, sql`for update`);
  if (given.values.destCampaignId !== before.destCampaignId)
    await requireCampaign(tx, accountId, given.values.destCampaignId);
  // A disposition that had a copy without a target before this check existed can still be changed.
  if (!before.createCopy || before.destCampaignId !== null) requireCopyTarget({ ...before, ...given.values });
  if (given.values.isDefault && !before.isDefault) await clearDefault(tx, accountId, before.campaignId);
  const after = await requireUniqueName(
    tx.one<Disposition>(sql`
      update disposition set settings = settings || ${JSON.stringify(given.settings)}::jsonb ${updateAssignments(dispositionFields, given.values)}
      where account_id = ${accountId} and disposition_id = ${dispositionId}
      returning ${columns}
    `),
    before.campaignId,
    given.values.name,
  );
  requireSmallSettings(after.settings, before.settings);
  const effect = dialingEffect(dispositionFields, before, after);
  await queueChanged(tx, accountId, effect, sql`campaign_id = ${before.campaignId}`);
  if (after.name !== before.name)
    await renameCountedDisposition(tx, caller, accountId, before.campaignId, before.name, after.name);
  await audit(tx, caller, accountId, "UPDATE", before, after);
  return after;
}

/** Deletes a disposition. Leads and passes keep its name. */
export async function deleteDisposition(
  tx: Tx,
  caller: Caller,
  accountId: number,
  dispositionId: number,
  campaignId?: number,
): Promise<void> {
  const before = await lockDisposition(tx, accountId, dispositionId, campaignId, sql`for update`);
  await tx.execute(sql`delete from disposition where account_id = ${accountId} and disposition_id = ${dispositionId}`);
  await audit(tx, caller, accountId, "DELETE", before, undefined);
}

/** Reads a disposition; `lock` is the locking clause of the query, or empty. */
async function lockDisposition(
  tx: Tx,
  accountId: number,
  dispositionId: number,
  campaignId: number | undefined,
  lock: Sql,
): Promise<Disposition> {
  const found = await tx.maybe<Disposition>(sql`
    select ${columns} from disposition
    where account_id = ${accountId} and disposition_id = ${dispositionId}
      and (${campaignId ?? null}::bigint is null or campaign_id = ${campaignId ?? null})
    ${lock}
  `);
  if (!found) throw refuse("NOT_FOUND", { what: "disposition", id: dispositionId });
  return found;
}

/**
 * Refuses a disposition that both finishes a lead and dials it again, except one that already does. Not called on the
 * wire, because RingCX accepts both.
 */
export async function refuseConflictingEnds(
  tx: Tx,
  accountId: number,
  dispositionId: number | undefined,
  given: Partial<Values<typeof dispositionFields>>,
): Promise<void> {
  const before =
    dispositionId === undefined
      ? undefined
      : await lockDisposition(tx, accountId, dispositionId, undefined, sql`for update`);
  const { isComplete, isRequeued } = { ...before, ...given };
  if (!isComplete || !isRequeued || (before?.isComplete && before.isRequeued)) return;
  const [field, other] = given.isRequeued ? ["isRequeued", "isComplete"] : ["isComplete", "isRequeued"];
  throw refuse("INVALID_FIELD", {
    field,
    got: "true",
    takes: `false if ${other} is true, because a lead is either finished or dialed again`,
  });
}

/** Refuses a copy without a target campaign. */
function requireCopyTarget({ createCopy, destCampaignId }: Partial<Values<typeof dispositionFields>>): void {
  if (createCopy && (destCampaignId ?? null) === null)
    throw refuse("MISSING_FIELD", {
      field: "destCampaignId",
      takes: "the campaign the copy goes to, because createCopy is true",
    });
}

// Locks the campaign, so that it can't be deleted before the disposition that names it is committed.
async function requireCampaign(tx: Tx, accountId: number, campaignId: number | null | undefined): Promise<void> {
  if (campaignId === null || campaignId === undefined) return;
  const found = await tx.maybe(sql`
    select campaign_id from campaign where account_id = ${accountId} and campaign_id = ${campaignId} for key share
  `);
  if (!found) throw refuse("NOT_FOUND", { what: "campaign", id: campaignId });
}

/** A campaign has at most one default disposition; a new default replaces the old one. */
async function clearDefault(tx: Tx, accountId: number, campaignId: number): Promise<void> {
  await tx.execute(sql`
    update disposition set is_default = false
    where account_id = ${accountId} and campaign_id = ${campaignId} and is_default
  `);
}

function requireUniqueName<T>(statement: Promise<T>, campaignId: number, name: string | undefined): Promise<T> {
  const reason = `exists in campaign ${campaignId} already; choose another name`;
  return refuseOnViolation(statement, "disposition_name", () =>
    refuse("CONFLICT", { what: "Disposition", id: name, reason }),
  );
}

async function audit(
  tx: Tx,
  caller: Caller,
  accountId: number,
  type: "CREATE" | "UPDATE" | "DELETE",
  before: Disposition | undefined,
  after: Disposition | undefined,
): Promise<void> {
  const { dispositionId: id, name: description } = (after ?? before) as Disposition;
  await recordAudit(tx, caller, accountId, { type, entity: "Disposition", id, description, before, after });
}
