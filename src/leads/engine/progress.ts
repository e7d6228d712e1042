import { setTimeout as sleep } from "node:timers/promises";
import { isConnectionLost, type Tx } from "../../db/database.ts";
import type { Notifications } from "../../db/notifications.ts";
import { sql } from "../../db/sql.ts";
import { type ActionRecord, readAction } from "./action-record.ts";

/** The notification channel for the progress of actions; payloads are `accountId/actionId`. */
export const actionChannel = "lead_action";

// Milliseconds. Without a notification the action is read anyway: a connection can be dead without either end knowing.
const longestSilence = 5000;

/** Notifies every instance of an action's progress, once the transaction commits. */
export async function notifyProgress(tx: Tx, accountId: number, actionId: number): Promise<void> {
  await tx.query(sql`select pg_notify(${actionChannel}, ${`${accountId}/${actionId}`})`);
}

interface Listener {
  db: Tx;
  notifications: Notifications;
}

/**
 * Yields the action now and after each step, at most every `pause` milliseconds, until it is over or the signal aborts.
 * Continues after the database was unreachable, but throws if even the first read fails.
 */
export async function* followAction(
  { db, notifications }: Listener,
  accountId: number,
  actionId: number,
  signal: AbortSignal,
  pause: number,
): AsyncGenerator<ActionRecord> {
  let step = Promise.withResolvers<void>();
  const mine = `${accountId}/${actionId}`;
  const unsubscribe = notifications.listen(actionChannel, (payload) => {
    // No payload means that the connection was lost and steps may have been missed.
    if (payload === undefined || payload === mine) step.resolve();
  });
  const ended = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  let seen = false;
  try {
    while (!signal.aborted) {
      step = Promise.withResolvers<void>();
      try {
        const record = await readAction(db, accountId, actionId);
        seen = true;
        yield record;
        if (record.status !== "RUNNING") return;
        await waitAtMost(longestSilence, step.promise, ended);
      } catch (error) {
        if (!seen || !isConnectionLost(error)) throw error;
        await waitAtMost(250, ended);
      }
      await waitAtMost(pause, ended);
    }
  } finally {
    unsubscribe();
  }
}

/** Waits for the first of these promises, but no longer than this many milliseconds. */
async function waitAtMost(milliseconds: number, ...awaited: Promise<void>[]): Promise<void> {
  const timer = new AbortController();
  const timeout = sleep(milliseconds, undefined, { signal: timer.signal });
  await Promise.race([...awaited, timeout]);
  timeout.catch(() => undefined);
  timer.abort();
}

/** Waits until the action is over; undefined if the signal aborts first. */
export async function awaitAction(
  context: Listener,
  { accountId, actionId }: Pick<ActionRecord, "accountId" | "actionId">,
  signal: AbortSignal,
): Promise<ActionRecord | undefined> {
  for await (const record of followAction(context, accountId, actionId, signal, 0)) {
    if (record.status !== "RUNNING") return record;
  }
  return undefined;
}
