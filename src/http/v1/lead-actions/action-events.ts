import type { Context } from "../../../context.ts";
import type { ActionRecord } from "../../../leads/engine/action-record.ts";
import { followAction } from "../../../leads/engine/progress.ts";
import { formatEvents, type StreamedEvent } from "../../core/waiting/server-sent-events.ts";
import { leadActionResource } from "./lead-action-resource.ts";

/**
 * Streams an action's progress: a `progress` event at every step, at most one per `pause` milliseconds, and `done` at
 * the end, each with the action. `heartbeat` is in milliseconds, too.
 */
export function actionEvents(
  context: Pick<Context, "db" | "notifications">,
  { accountId, actionId }: Pick<ActionRecord, "accountId" | "actionId">,
  signal: AbortSignal,
  { pause = 250, heartbeat = 15_000 } = {},
): AsyncGenerator<string> {
  return formatEvents(progressEvents(followAction(context, accountId, actionId, signal, pause)), heartbeat);
}

async function* progressEvents(steps: AsyncGenerator<ActionRecord>): AsyncGenerator<StreamedEvent> {
  for await (const record of steps)
    yield { name: record.status === "RUNNING" ? "progress" : "done", data: leadActionResource(record) };
}
