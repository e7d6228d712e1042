import { setTimeout as sleep } from "node:timers/promises";
import { isConnectionLost, type Tx } from "../../db/database.ts";
import type { Notifications } from "../../db/notifications.ts";
import { sql } from "../../db/sql.ts";
import { type ActionRecord, readAction } from "./action-record.ts";

/** The channel on which every step of an action is announced, as `account/action`. */
export const actionChannel = "lead_action";

// Looked for even when nothing is heard of: a connection can be dead without either end knowing.
const longestSilence = 5000;

/** Tells every instance, once the transaction has committed, that an action has got on. */
export async function announce(tx: Tx, accountId: number, actionId: number): Promise<void> {
  await tx.query(sql`select pg_notify(${actionChannel}, ${`${accountId}/${actionId}`})`);
}

interface Listening {
  db: Tx;
  notifications: Notifications;
}

/**
 * The action as it stands now, then at every step, at most every `pause` milliseconds, until it is over or the signal says that nobody
 * waits any more. Goes on when the database was away meanwhile.
 */
export async function* followAction(
  { db, notifications }: Listening,
  accountId: number,
  actionId: number,
  signal: AbortSignal,
  pause: number,
): AsyncGenerator<ActionRecord> {
  let step = Promise.withResolvers<void>();
  const mine = `${accountId}/${actionId}`;
  const unsubscribe = notifications.listen(actionChannel, (payload) => {
    // No payload: the connection was lost, and steps may have been missed.
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
        await atMost(longestSilence, step.promise, ended);
      } catch (error) {
        if (!seen || !isConnectionLost(error)) throw error;
        await atMost(250, ended);
      }
      await atMost(pause, ended);
    }
  } finally {
    unsubscribe();
  }
}

/** Until one of them is there, or so many milliseconds are over. */
async function atMost(milliseconds: number, ...awaited: Promise<void>[]): Promise<void> {
  const timer = new AbortController();
  const timeout = sleep(milliseconds, undefined, { signal: timer.signal });
  await Promise.race([...awaited, timeout]);
  timeout.catch(() => undefined);
  timer.abort();
}

/** The action once it is over; undefined when the signal came first. */
export async function awaitAction(
  context: Listening,
  { accountId, actionId }: Pick<ActionRecord, "accountId" | "actionId">,
  signal: AbortSignal,
): Promise<ActionRecord | undefined> {
  for await (const record of followAction(context, accountId, actionId, signal, 0)) {
    if (record.status !== "RUNNING") return record;
  }
  return undefined;
}
