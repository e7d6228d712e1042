import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import type { ActionRecord, SkipCount } from "../engine/action-record.ts";
import type { LoadResult } from "../load/load.ts";
import { loadSkipReasons } from "./load-action.ts";
import type { LoadPlan } from "./load-work.ts";

/** The result of a file load, or its progress so far, in the form of other loads but without results per row. */
export async function loadResult(tx: Tx, record: ActionRecord): Promise<Omit<LoadResult, "results">> {
  const { listId, loadId, timeZoneOption } = record.settled as unknown as LoadPlan;
  const found = await tx.one<{ failed: number; listState: string | null }>(sql`
    select failed_agent_assignments as failed, list_state as "listState"
    from lead_load
    left join lead_list on lead_list.account_id = lead_load.account_id and lead_list.list_id = ${listId}
    where lead_load.account_id = ${record.accountId} and load_id = ${loadId}
  `);
  const count = (reason: string) => record.skipped.find((one: SkipCount) => one.reason === reason)?.count ?? 0;
  return {
    actionId: record.actionId,
    listId: found.listState === null ? null : listId,
    listState: found.listState ?? "",
    timeZoneOption,
    supplied: record.matched,
    accepted: record.matched - count(loadSkipReasons.INVALID),
    inserted: record.changed,
    duplicates: count(loadSkipReasons.DUPLICATE),
    dncRemoved: count(loadSkipReasons.DNC),
    failedAgentAssignments: found.failed,
  };
}
