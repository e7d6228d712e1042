import { respond } from "./request.ts";

// The server says at least that there is nothing new every 15 seconds.
const silence = 40_000;

/**
 * Follows a stream of server-sent events, and takes it up again when it breaks, until `heard` says that it was the last or the signal comes.
 * `connected` hears when it is begun or taken up, and when it breaks.
 */
export async function follow<T>(
  path: string,
  heard: (event: string, data: T) => "more" | "last",
  signal: AbortSignal,
  connected: (is: boolean) => void = () => undefined,
): Promise<void> {
  for (let pause = 500; !signal.aborted; pause = Math.min(pause * 2, 8000)) {
    try {
      const response = await respond(path, { headers: { accept: "text/event-stream" }, signal });
      connected(true);
      for await (const { event, data } of eventsOf(response)) {
        pause = 500;
        if (heard(event, JSON.parse(data) as T) === "last") return;
      }
    } catch (error) {
      if (signal.aborted) return;
      // What is refused stays refused; what broke is tried again.
      if (error instanceof Error && "status" in error && Number(error.status) < 500) return;
    }
    connected(false);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function* eventsOf(response: Response): AsyncGenerator<{ event: string; data: string }> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await inTime(reader);
    if (done) return;
    const blocks = (text + value).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
      const data = field("data");
      if (data !== undefined) yield { event: field("event") ?? "message", data };
    }
  }
}

/** What is read next. A connection that has gone without a word, as when a machine slept, is given up. */
async function inTime(reader: ReadableStreamDefaultReader<string>): Promise<ReadableStreamReadResult<string>> {
  const timer = setTimeout(() => void reader.cancel(), silence);
  try {
    return await reader.read();
  } finally {
    clearTimeout(timer);
  }
}
