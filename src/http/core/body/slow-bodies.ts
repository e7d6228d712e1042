import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { refuse } from "../../../errors.ts";

interface Pace {
  /** The least average rate, in bytes a second. 512 MiB may take six days. */
  rate: number;
  /** How long a body may stay below that rate, in seconds. */
  seconds: number;
}

interface Arriving {
  /** Bytes its connection has received at the last look; undefined before the first, which comes too early to judge. */
  bytes: number | undefined;
  /** Bytes that arrived at each look of the last `seconds`. */
  recent: number[];
}

/**
 * Refuses bodies that arrive too slowly, with BODY_TOO_SLOW, and closes their connections: a client that sends a byte
 * now and then would hold a connection, and a turn among its account's loads, forever. A pause of the server's own does
 * not count. Also closes connections whose body nobody reads anymore, since the response has already been sent.
 */
export function cutSlowBodies(app: FastifyInstance, { rate, seconds }: Pace = { rate: 1024, seconds: 10 }): void {
  const arriving = new Map<IncomingMessage, Arriving>();
  app.addHook("onRequest", async ({ raw }) => {
    const { "content-length": length = "0", "transfer-encoding": encoding } = raw.headers;
    if (raw.complete || (encoding === undefined && Number(length) === 0)) return;
    arriving.set(raw, { bytes: undefined, recent: [] });
    // Nobody may be reading anymore, and an error without a listener would end the program.
    raw.on("error", () => undefined);
    raw.once("end", () => arriving.delete(raw));
    raw.once("close", () => arriving.delete(raw));
  });
  const look = setInterval(() => {
    for (const [raw, body] of arriving) {
      const { bytesRead } = raw.socket;
      // Unread bytes mean that the server is the slow one; then the client has all its time again.
      if (raw.readableLength > 0) body.recent = [];
      else if (body.bytes !== undefined) body.recent.push(bytesRead - body.bytes);
      body.bytes = bytesRead;
      if (body.recent.length < seconds) continue;
      if (body.recent.reduce((sum, bytes) => sum + bytes, 0) < rate * seconds) cut(raw);
      body.recent.shift();
    }
  }, 1000);
  look.unref();
  app.addHook("onClose", async () => clearInterval(look));

  function cut(raw: IncomingMessage): void {
    arriving.delete(raw);
    setTimeout(() => raw.socket.destroy(), 1000).unref();
    // Whoever reads the body, a parser or a handler, throws this, so the client gets a response before the connection
    // closes.
    raw.emit("error", refuse("BODY_TOO_SLOW", { rate }));
  }
}
