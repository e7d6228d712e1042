/** An event of a stream, with parsed data. */
export interface StreamedEvent {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests inspect events of any shape
  data: any;
}

/** Yields the server-sent events of a path until the server ends the stream or the signal aborts. */
export async function* serverSentEvents(
  url: string,
  token: string,
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<StreamedEvent> {
  const response = await fetch(url + path, {
    headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" },
    ...(signal ? { signal } : {}),
  });
  if (
    response.status !== 200 ||
    !response.headers.get("content-type")?.startsWith("text/event-stream") ||
    !response.body
  )
    throw new Error(`no event stream: ${response.status} ${await response.text()}`);
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
      const data = field("data");
      if (data !== undefined) yield { event: field("event") ?? "message", data: JSON.parse(data) };
    }
  }
}
