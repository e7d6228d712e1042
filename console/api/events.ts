import { respond } from "./request.ts";

/** Follows a stream of server-sent events, and takes it up again when it breaks, until `heard` says that it was the last or the signal comes. */
export async function follow<T>(
  path: string,
  heard: (event: string, data: T) => "more" | "last",
  signal: AbortSignal,
): Promise<void> {
  for (let pause = 500; !signal.aborted; pause = Math.min(pause * 2, 8000)) {
    try {
      const response = await respond(path, { headers: { accept: "text/event-stream" }, signal });
      for await (const { event, data } of eventsOf(response)) {
        pause = 500;
        if (heard(event, JSON.parse(data) as T) === "last") return;
      }
    } catch (error) {
      if (signal.aborted) return;
      // What is refused stays refused; what broke is tried again.
      if (error instanceof Error && "status" in error && Number(error.status) < 500) return;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function* eventsOf(response: Response): AsyncGenerator<{ event: string; data: string }> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
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
