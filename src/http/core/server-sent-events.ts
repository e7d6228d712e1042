import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyReply } from "fastify";

/** An event of a stream: its name and its data. */
export interface StreamedEvent {
  name: string;
  data: unknown;
}

/** Events as the text of a stream. A comment every `heartbeat` milliseconds of silence keeps what stands between from closing the connection. */
export async function* streamed(events: AsyncGenerator<StreamedEvent>, heartbeat = 15_000): AsyncGenerator<string> {
  for (let event = events.next(); ; ) {
    // Nobody is left to hear of an error once the client has gone.
    event.catch(() => undefined);
    const next = await orSilence(event, heartbeat);
    if (next === undefined) yield ": nothing new\n\n";
    else if (next.done) return;
    else {
      yield `event: ${next.value.name}\ndata: ${JSON.stringify(next.value.data)}\n\n`;
      event = events.next();
    }
  }
}

/** Answers with a stream of events, as `streamed` makes them. */
export function sendEvents(reply: FastifyReply, events: AsyncGenerator<string>): FastifyReply {
  return (
    reply
      .type("text/event-stream")
      // Proxies shall pass each event on at once; and a server that stops need not wait for the connection.
      .headers({ "Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no", Connection: "close" })
      .send(Readable.from(events))
  );
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
