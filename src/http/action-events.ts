import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "../house.ts";
import type { ActionRecord } from "../leads/action-record.ts";
import { followAction } from "../leads/progress.ts";
import { leadActionResource } from "./lead-action-resource.ts";

/**
 * An action's progress as server-sent events: `progress` at every step, at most every `pause` milliseconds, and `done` at the end, each
 * with the action. A comment every `heartbeat` milliseconds keeps what stands between from closing the connection.
 */
export async function* actionEvents(
  house: Pick<House, "db" | "notifications">,
  { accountId, actionId }: Pick<ActionRecord, "accountId" | "actionId">,
  signal: AbortSignal,
  { pause = 250, heartbeat = 15_000 } = {},
): AsyncGenerator<string> {
  const steps = followAction(house, accountId, actionId, signal, pause);
  for (let step = steps.next(); ; ) {
    // Nobody is left to hear of an error once the client has gone.
    step.catch(() => undefined);
    const next = await orSilence(step, heartbeat);
    if (next === undefined) yield ": still running\n\n";
    else if (next.done) return;
    else {
      yield eventOf(next.value);
      step = steps.next();
    }
  }
}

function eventOf(record: ActionRecord): string {
  const name = record.status === "RUNNING" ? "progress" : "done";
  return `event: ${name}\ndata: ${JSON.stringify(leadActionResource(record))}\n\n`;
}

/** What is awaited; undefined when it has not come within so many milliseconds. */
async function orSilence<T>(awaited: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const timer = new AbortController();
  const timeout = sleep(milliseconds, undefined, { signal: timer.signal });
  timeout.catch(() => undefined);
  try {
    return await Promise.race([awaited, timeout]);
  } finally {
    timer.abort();
  }
}
