import { setTimeout as sleep } from "node:timers/promises";
import { type ActionRecord, readAction } from "../../src/leads/engine/action-record.ts";
import type { BenchDatabase } from "./bench-database.ts";

/** The action once it is over, which the program works on in the background. */
export async function done({ db, accountId }: BenchDatabase, actionId: number): Promise<ActionRecord> {
  for (;;) {
    const record = await readAction(db, accountId, actionId);
    if (record.status !== "RUNNING") return record;
    await sleep(20);
  }
}
