import type { Database, Tx } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";

/** One attempt at writing an archive's file. */
export interface Run {
  accountId: number;
  archiveId: number;
  /** 1 for the archive's first run, 2 for the second, and so on. */
  number: number;
  selected: number;
  /** Leads withdrawn before the run began. */
  withdrawn: number;
}

/** While the file was written, the archive was removed, leads of it were deleted, another run began, or the account closed. */
export class RunSuperseded extends Error {}

/** A condition on the run's archive that is false once a lead was withdrawn, another run began, or its account closed. */
export const isCurrent = ({ accountId, archiveId, number, withdrawn }: Run): Sql => sql`
  archive.account_id = ${accountId} and archive.archive_id = ${archiveId}
  and archive.run_count = ${number} and archive.withdrawn_count = ${withdrawn}
  and exists (select from account where account.account_id = ${accountId} and closed_at is null)`;

/** Begins a run. Batches that earlier runs finished stay; what they left unfinished is deleted. */
export async function beginRun(db: Database, accountId: number, archiveId: number): Promise<Run> {
  return db.transaction(async (tx) => {
    // For update: this waits for a chunk that an earlier run is inserting, so that it can be deleted. Chunks inserted
    // later find another run_count.
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

/** Deletes chunks that a file cannot resume from: those of unfinished batches, and those of no batch. */
export async function dropUnfinished(tx: Tx, accountId: number, archiveId: number): Promise<void> {
  await tx.execute(sql`
    delete from archive_chunk
    where account_id = ${accountId} and archive_id = ${archiveId} and batch_number not in (
      select batch_number from archive_batch
      where account_id = ${accountId} and archive_id = ${archiveId} and lead_count is not null
    )
  `);
}

/** Marks a batch as finished. All its chunks must be stored. */
export async function markFinished(db: Tx, run: Run, batchNumber: number, leads: number): Promise<void> {
  const marked = await db.execute(sql`
    with counted as (
      update archive set processed_count = processed_count + ${leads}::bigint where ${isCurrent(run)} returning account_id, archive_id
    )
    update archive_batch set lead_count = ${leads}::integer from counted
    where archive_batch.account_id = counted.account_id and archive_batch.archive_id = counted.archive_id
      and batch_number = ${batchNumber}
  `);
  if (marked === 0) throw new RunSuperseded();
}
