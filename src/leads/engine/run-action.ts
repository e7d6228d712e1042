import type { Caller } from "../../accounts/caller.ts";
import type { Database } from "../../db/database.ts";
import type { Scope } from "../criteria.ts";
import { type ActionRequest, acceptAction } from "./accept-action.ts";
import { type ActionRecord, readAction } from "./action-record.ts";
import { workOnAction } from "./work-on-action.ts";

/** Accepts an action and works on it here until it is over, for programs that have no background jobs. */
export async function runAction(
  db: Database,
  scope: Scope,
  caller: Pick<Caller, "userId" | "name">,
  request: ActionRequest,
  now: Date,
): Promise<ActionRecord> {
  const record = await acceptAction(db, scope, caller, request, now);
  if (record.status !== "RUNNING") return record;
  await workOnAction(db, scope.accountId, record.actionId, new AbortController().signal);
  return await readAction(db, scope.accountId, record.actionId);
}
