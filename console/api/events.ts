import { requestResponse } from "./request.ts";

/** Milliseconds without data until the connection counts as dead. The server sends a keep-alive every 15 seconds. */
const silenceLimit = 40_000;

/**
 * Reads a stream of server-sent events until `onEvent` returns "last" or the signal aborts. Reconnects when the stream
 * breaks, after 0.5 seconds at first and up to 8 while it keeps failing. `onConnected` hears every connect and break.
 * A client error (4xx) ends the stream for good.
 */
export async function followEvents<T>(
  path: string,
  onEvent: (event: string, data: T) => "more" | "last",
  signal: AbortSignal,
  onConnected: (is: boolean) => void = () => undefined,
): Promise<void> {
  for (let pause = 500; !signal.aborted; pause = Math.min(pause * 2, 8000)) {
    try {
      const response = await requestResponse(path, { headers: { accept: "text/event-stream" }, signal });
      onConnected(true);
      for await (const { event, data } of eventsOf(response)) {
        pause = 500;
        if (onEvent(event, JSON.parse(data) as T) === "last") return;
      }
    } catch (error) {
      if (signal.aborted) return;
      // A refused request stays refused, so retrying it is pointless. Anything else may work next time.
      if (error instanceof Error && "status" in error && Number(error.status) < 500) return;
    }
    onConnected(false);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function* eventsOf(response: Response): AsyncGenerator<{ event: string; data: string }> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await readInTime(reader);
    if (done) return;
    const blocks = (text + value).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const lines = block.split("\n");
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field("data");
      if (data !== undefined) yield { event: field("event") ?? "message", data };
    }
  }
}

/** Reads the next chunk. Cancels a silent connection: after a laptop wakes up, no error tells that it is gone. */
async function readInTime(reader: ReadableStreamDefaultReader<string>): Promise<ReadableStreamReadResult<string>> {
  const timer = setTimeout(() => void reader.cancel(), silenceLimit);
  try {
    return await reader.read();
  } finally {
    clearTimeout(timer);
  }
}
