import { setTimeout as sleep } from "node:timers/promises";
import type { Tx } from "../db/database.ts";
import type { Notifications } from "../db/notifications.ts";
import { sql } from "../db/sql.ts";
import { type ActionRecord, readAction } from "./action-record.ts";

const channel = "lead_action";

/** Tells every instance, once the transaction has committed, that an action has got on. */
export async function announce(tx: Tx, accountId: number, actionId: number): Promise<void> {
  await tx.query(sql`select pg_notify(${channel}, ${`${accountId}/${actionId}`})`);
}

/**
 * The action as it stands now, then at every step, at most every `pause` milliseconds, until it is over or the signal says that nobody
 * waits any more.
 */
export async function* followAction(
  { db, notifications }: { db: Tx; notifications: Notifications },
  accountId: number,
  actionId: number,
  signal: AbortSignal,
  pause: number,
): AsyncGenerator<ActionRecord> {
  let step = Promise.withResolvers<void>();
  const mine = `${accountId}/${actionId}`;
  const unsubscribe = notifications.listen(channel, (payload) => {
    // No payload: the connection was lost, and steps may have been missed.
    if (payload === undefined || payload === mine) step.resolve();
  });
  const ended = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  try {
    while (!signal.aborted) {
      step = Promise.withResolvers<void>();
      const record = await readAction(db, accountId, actionId);
      yield record;
      if (record.status !== "RUNNING") return;
      await Promise.race([step.promise, ended]);
      await Promise.race([sleep(pause), ended]);
    }
  } finally {
    unsubscribe();
  }
}

/** The action once it is over; undefined when the signal came first. */
export async function awaitAction(
  house: { db: Tx; notifications: Notifications },
  { accountId, actionId }: Pick<ActionRecord, "accountId" | "actionId">,
  signal: AbortSignal,
): Promise<ActionRecord | undefined> {
  for await (const record of followAction(house, accountId, actionId, signal, 0)) {
    if (record.status !== "RUNNING") return record;
  }
  return undefined;
}
