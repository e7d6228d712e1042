import type { Tx } from "../../db/database.ts";
import { enqueue } from "../../db/enqueue.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { mailed } from "./export-request.ts";
import { hours } from "./hours.ts";
import { selectLeads } from "./selection.ts";

interface Request {
  accountId: number;
  /** The action that asks; each of its batches adds to one archive, and one mail goes out when it is done. */
  actionId: number;
  recipients: readonly string[];
  /** Who asks, as the mail names them. */
  requestedBy: string;
  /** A query for the lead ids, one column, of this account; none that the action asked for before. */
  selection: Sql;
  now: Date;
}

/**
 * Has the selected leads mailed as a link to an archive. Only their ids are kept here; a job writes the file, so the action answers
 * at once with an exact count, its transaction stays short, and a lead deleted before the job runs is in no file. Returns how many were added.
 */
export async function mailLeads(tx: Tx, request: Request): Promise<{ archived: number }> {
  const { accountId, actionId, now } = request;
  const { archiveId } = await tx.one<{ archiveId: number }>(sql`
    insert into archive (account_id, action_id, requested_by, recipients, created_at, expires_at)
    values (${accountId}, ${actionId}, ${request.requestedBy}, ${request.recipients}, ${now}, ${hours(now, mailed.hours)})
    on conflict (account_id, action_id) where action_id is not null do update set expires_at = excluded.expires_at
    returning archive_id as "archiveId"
  `);
  const archived = await selectLeads(tx, accountId, archiveId, request.selection);
  await enqueueExport(tx, accountId, archiveId);
  return { archived };
}

// A large file takes a worker for minutes, of which there are four: two of them are always left to what is in more of a hurry.
const queues = 2;

/** Has an archive's file written and its mails sent, at the given moment or at once. */
export async function enqueueExport(tx: Tx, accountId: number, archiveId: number, runAt?: Date): Promise<void> {
  await enqueue(
    tx,
    "write-lead-export",
    { accountId, archiveId },
    {
      key: `lead-export-${accountId}-${archiveId}`,
      queue: `exports-${accountId % queues}`,
      ...(runAt ? { runAt } : {}),
    },
  );
}
