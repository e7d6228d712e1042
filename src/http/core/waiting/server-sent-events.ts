import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";

export interface StreamedEvent {
  name: string;
  data: unknown;
}

/**
 * Formats events as text/event-stream. After `heartbeat` milliseconds without one it sends a comment, so that no proxy
 * closes the connection as idle.
 */
export async function* formatEvents(events: AsyncGenerator<StreamedEvent>, heartbeat = 15_000): AsyncGenerator<string> {
  for (let event = events.next(); ; ) {
    // After the client has disconnected nobody awaits this promise, and its rejection would end the process.
    event.catch(() => undefined);
    const next = await orTimeout(event, heartbeat);
    if (next === undefined) yield ": nothing new\n\n";
    else if (next.done) return;
    else {
      yield `event: ${next.value.name}\ndata: ${JSON.stringify(next.value.data)}\n\n`;
      event = events.next();
    }
  }
}

/**
 * Responds with a stream of events that `formatEvents` has formatted. It ends when the caller loses access, which is
 * checked before every event.
 */
export function sendEvents(request: FastifyRequest, reply: FastifyReply, events: AsyncGenerator<string>): FastifyReply {
  return (
    reply
      .type("text/event-stream")
      // Keeps proxies from buffering events, and lets a stopping server close without waiting for a keep-alive
      // connection.
      .headers({ "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no", Connection: "close" })
      .send(Readable.from(whileAllowed(request, events)))
  );
}

async function* whileAllowed(request: FastifyRequest, events: AsyncGenerator<string>): AsyncGenerator<string> {
  for await (const event of events) {
    const isAllowed = await request.recheckAccess().then(
      () => true,
      () => false,
    );
    if (!isAllowed) return;
    yield event;
  }
}

/** Resolves to undefined if the promise has not settled after that many milliseconds. */
async function orTimeout<T>(awaited: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const timer = new AbortController();
  const timeout = sleep(milliseconds, undefined, { signal: timer.signal });
  timeout.catch(() => undefined);
  try {
    return await Promise.race([awaited, timeout]);
  } finally {
    timer.abort();
  }
}
