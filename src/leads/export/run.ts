import type { Database, Tx } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";

/** One attempt at writing an archive's file. */
export interface Run {
  accountId: number;
  archiveId: number;
  /** How many runs began before it, itself included. */
  number: number;
  selected: number;
  /** Leads that had been withdrawn when it began. */
  withdrawn: number;
}

/** The archive was removed, or leads of it were deleted, or another run began, while it was being written. */
export class RunSuperseded extends Error {}

/** The run's archive, as long as no lead of it was withdrawn and no other run began since this one did. */
export const current = ({ accountId, archiveId, number, withdrawn }: Run): Sql => sql`
  archive.account_id = ${accountId} and archive.archive_id = ${archiveId}
  and archive.run_count = ${number} and archive.withdrawn_count = ${withdrawn}`;

/** Begins a run: what earlier ones have kept stays, what they left unfinished goes. */
export async function beginRun(db: Database, accountId: number, archiveId: number): Promise<Run> {
  return db.transaction(async (tx) => {
    // For update, so that a chunk which an earlier run is inserting is there to be deleted, and later ones find another run_count.
    const held = await tx.maybe(
      sql`select from archive where account_id = ${accountId} and archive_id = ${archiveId} for update`,
    );
    if (!held) throw new RunSuperseded();
    await dropUnfinished(tx, accountId, archiveId);
    const begun = await tx.one<Pick<Run, "number" | "selected" | "withdrawn">>(sql`
      update archive set run_count = run_count + 1, processed_count = (
        select coalesce(sum(lead_count), 0) from archive_batch where account_id = ${accountId} and archive_id = ${archiveId}
      )
      where account_id = ${accountId} and archive_id = ${archiveId}
      returning run_count as number, selected_count as selected, withdrawn_count as withdrawn
    `);
    return { accountId, archiveId, ...begun };
  });
}

/** Deletes what the file cannot be resumed from: chunks of batches that are not kept, and those of no batch. */
export async function dropUnfinished(tx: Tx, accountId: number, archiveId: number): Promise<void> {
  await tx.execute(sql`
    delete from archive_chunk
    where account_id = ${accountId} and archive_id = ${archiveId} and batch_number not in (
      select batch_number from archive_batch
      where account_id = ${accountId} and archive_id = ${archiveId} and lead_count is not null
    )
  `);
}

/** Marks a batch as kept, of which all chunks are there. */
export async function markKept(db: Tx, run: Run, batchNumber: number, leads: number): Promise<void> {
  const marked = await db.execute(sql`
    with counted as (
      update archive set processed_count = processed_count + ${leads}::bigint where ${current(run)} returning account_id, archive_id
    )
    update archive_batch set lead_count = ${leads}::integer from counted
    where archive_batch.account_id = counted.account_id and archive_batch.archive_id = counted.archive_id
      and batch_number = ${batchNumber}
  `);
  if (marked === 0) throw new RunSuperseded();
}
