import { setTimeout as sleep } from "node:timers/promises";
import { type ActionRecord, readAction } from "../../src/leads/engine/action-record.ts";
import type { BenchDatabase } from "./bench-database.ts";

/** Waits until an action that the program runs in the background has ended. */
export async function waitForAction({ db, accountId }: BenchDatabase, actionId: number): Promise<ActionRecord> {
  for (;;) {
    const record = await readAction(db, accountId, actionId);
    if (record.status !== "RUNNING") return record;
    await sleep(20);
  }
}
