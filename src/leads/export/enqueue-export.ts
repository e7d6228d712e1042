import type { Database, Tx } from "../../db/database.ts";
import { enqueue } from "../../db/enqueue.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { mailedExport } from "./export-request.ts";
import { addHours } from "./hours.ts";
import { selectLeads } from "./selection.ts";

interface Request {
  accountId: number;
  /** The action. All its batches add to one archive, which is mailed once the action is done. */
  actionId: number;
  recipients: readonly string[];
  /** The requester's name in the mail. */
  requestedBy: string;
  /** A query for lead ids of this account, one column, without leads that the action has already added. */
  selection: Sql;
  now: Date;
}

/**
 * Mails the selected leads as a link to an archive. This stores only their ids and a job writes the file, so the action
 * answers at once with an exact count, its transaction stays short, and a lead deleted before the job runs is in no
 * file. Returns the number of leads added.
 */
export async function mailLeads(tx: Tx, request: Request): Promise<{ archived: number }> {
  const { accountId, actionId, now } = request;
  const { archiveId } = await tx.one<{ archiveId: number }>(sql`
    insert into archive (account_id, action_id, requested_by, recipients, created_at, expires_at)
    values (${accountId}, ${actionId}, ${request.requestedBy}, ${request.recipients}, ${now}, ${addHours(now, mailedExport.hours)})
    on conflict (account_id, action_id) where action_id is not null do update set expires_at = excluded.expires_at
    returning archive_id as "archiveId"
  `);
  const archived = await selectLeads(tx, accountId, archiveId, request.selection);
  await enqueueExport(tx, accountId, archiveId);
  return { archived };
}

/** Enqueues the exports that stopped while their account was closed. Returns how many. */
export async function resumeExports(db: Database, accountId: number): Promise<number> {
  return await db.transaction(async (tx) => {
    const unfinished = await tx.query<{ archiveId: number }>(sql`
      select archive_id as "archiveId" from archive
      where account_id = ${accountId} and written_at is null and failure is null order by archive_id
    `);
    for (const { archiveId } of unfinished) await enqueueExport(tx, accountId, archiveId);
    return unfinished.length;
  });
}

/** Enqueues the job that writes an archive's file and queues its mails, at once or at the given time. */
export async function enqueueExport(tx: Tx, accountId: number, archiveId: number, runAt?: Date): Promise<void> {
  await enqueue(
    tx,
    "write-lead-export",
    { accountId, archiveId },
    {
      key: `lead-export-${accountId}-${archiveId}`,
      // One at a time, so that an account with many exports does not keep others waiting.
      queue: `exports-${accountId}`,
      ...(runAt ? { runAt } : {}),
    },
  );
}
