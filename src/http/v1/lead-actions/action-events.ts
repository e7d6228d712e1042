import type { Context } from "../../../context.ts";
import type { ActionRecord } from "../../../leads/engine/action-record.ts";
import { followAction } from "../../../leads/engine/progress.ts";
import { type StreamedEvent, streamed } from "../../core/server-sent-events.ts";
import { leadActionResource } from "./lead-action-resource.ts";

/** An action's progress as a stream: `progress` at every step, at most every `pause` milliseconds, and `done` at the end, each with the action. */
export function actionEvents(
  context: Pick<Context, "db" | "notifications">,
  { accountId, actionId }: Pick<ActionRecord, "accountId" | "actionId">,
  signal: AbortSignal,
  { pause = 250, heartbeat = 15_000 } = {},
): AsyncGenerator<string> {
  return streamed(told(followAction(context, accountId, actionId, signal, pause)), heartbeat);
}

async function* told(steps: AsyncGenerator<ActionRecord>): AsyncGenerator<StreamedEvent> {
  for await (const record of steps)
    yield { name: record.status === "RUNNING" ? "progress" : "done", data: leadActionResource(record) };
}
