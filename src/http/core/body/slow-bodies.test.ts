import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import multipart from "@fastify/multipart";
import fastify, { type FastifyInstance } from "fastify";
import { afterEach, expect, test } from "vitest";
import { handleError } from "../errors/error-handler.ts";
import { cutSlowBodies } from "./slow-bodies.ts";

const opened: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()));
});

async function server(read?: () => Promise<void>): Promise<number> {
  const app = fastify({ forceCloseConnections: true });
  opened.push(app);
  app.setErrorHandler(handleError);
  app.decorate("accessLog", { refused: async () => undefined } as unknown as FastifyInstance["accessLog"]);
  cutSlowBodies(app, { rate: 100, seconds: 2 });
  await app.register(multipart);
  app.post("/v1/json", async ({ body }) => ({ received: (body as unknown[]).length }));
  app.post("/v1/form", async (request) => {
    for await (const part of request.parts()) {
      await read?.();
      if (part.type === "file") await part.toBuffer();
    }
    return { received: "a form" };
  });
  app.post("/v1/refused", { onRequest: async (_, reply) => reply.status(401).send("no") }, async () => "never");
  await app.listen({ port: 0, host: "127.0.0.1" });
  return (app.server.address() as { port: number }).port;
}

/**
 * Sends headers, and then pieces of a body one by one until the connection is closed. Resolves to all that came back,
 * and whether pieces were left.
 */
async function send(
  port: number,
  headers: string[],
  pieces: string[],
  pause: number,
): Promise<{ received: string; isCut: boolean }> {
  const socket: Socket = connect(port, "127.0.0.1");
  let received = "";
  let isClosed = false;
  const closed = new Promise((resolve) => socket.once("close", resolve)).then(() => {
    isClosed = true;
  });
  socket.on("error", () => undefined);
  socket.on("data", (data) => {
    received += data;
  });
  socket.write(`${headers.join("\r\n")}\r\nHost: localhost\r\n\r\n`);
  for (const piece of pieces) {
    if (isClosed) break;
    socket.write(piece);
    await sleep(pause);
  }
  const isCut = isClosed;
  socket.end();
  await closed;
  return { received, isCut };
}

const json = ["POST /v1/json HTTP/1.1", "Content-Type: application/json", "Content-Length: 2000"];
const form = ["POST /v1/form HTTP/1.1", "Content-Type: multipart/form-data; boundary=b", "Transfer-Encoding: chunked"];
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const formHead = chunk('--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n');

test("a body that trickles in gets a 408 and its connection is closed", async () => {
  const answer = await send(await server(), json, Array<string>(40).fill("["), 200);
  expect(answer).toEqual({ received: expect.stringMatching(/^HTTP\/1\.1 408 .*"code":"BODY_TOO_SLOW"/s), isCut: true });
});

test("an upload that trickles in gets a 408 and its connection is closed", async () => {
  const answer = await send(await server(), form, [formHead, ...Array<string>(40).fill(chunk("x"))], 200);
  expect(answer).toEqual({ received: expect.stringMatching(/^HTTP\/1\.1 408 .*"code":"BODY_TOO_SLOW"/s), isCut: true });
});

test("a connection whose request was refused is closed when its body trickles in", async () => {
  const answer = await send(
    await server(),
    ["POST /v1/refused HTTP/1.1", ...json.slice(1)],
    Array<string>(40).fill("["),
    200,
  );
  expect(answer).toEqual({ received: expect.stringMatching(/^HTTP\/1\.1 401 /), isCut: true });
});

test("a body above the rate arrives, however long it takes", async () => {
  const body = JSON.stringify(Array.from({ length: 100 }, () => "x".repeat(17)));
  const pieces = body.match(/.{1,200}/g) as string[];
  const headers = [...json.slice(0, 2), `Content-Length: ${body.length}`];
  expect((await send(await server(), headers, [...pieces, ""], 500)).received).toContain('{"received":100}');
});

test("a pause of the server's own does not count", async () => {
  const slowly = await server(() => sleep(4000));
  const content = chunk("x".repeat(500_000));
  const body = [formHead, content, chunk("\r\n--b--\r\n"), "0\r\n\r\n"].join("");
  const { received } = await send(slowly, form, [body], 6000);
  expect(received).toContain('{"received":"a form"}');
});
