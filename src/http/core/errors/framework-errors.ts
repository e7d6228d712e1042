import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { type Refusal, refuse } from "../../../errors.ts";
import { errorBody } from "./error-body.ts";

interface ParserError {
  code: string;
  /** What was being parsed: a Buffer, which Fastify's type describes by its JSON. */
  rawPacket: unknown;
}

/**
 * Answers what Node could not parse as a request, in the form of the surface that its path names, and closes the
 * connection. There is no request, so Fastify takes no part in it.
 */
export function answerMalformed(headers: Record<string, string>, log: Logger) {
  return (error: ParserError, socket: Socket): void => {
    if (socket.destroyed || !socket.writable || error.code === "ECONNRESET") return void socket.destroy();
    const [, method = "GET", path = "/"] = /^([A-Z]{1,20}) ([^\s?]*)/.exec(startOf(error)) ?? [];
    const refusal = refusalOf(error);
    log.debug({ code: error.code, refusal: refusal.code, address: socket.remoteAddress }, "malformed request");
    const { type, body } = errorBody(refusal, { method, url: path.slice(0, 1000) });
    const text = JSON.stringify(body);
    const lines = Object.entries({
      ...headers,
      "Content-Type": type,
      "Content-Length": Buffer.byteLength(text),
      Connection: "close",
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    const { status } = refusal;
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${text}`);
  };
}

/** Refuses what Node would refuse without a body: an unknown expectation, and HTTP/1.1 without a host. */
export function refuseUnexpected(app: FastifyInstance): void {
  app.server.on("checkExpectation", (raw, response) => app.server.emit("request", raw, response));
  app.addHook("onRequest", async ({ raw }) => {
    const { expect, host } = raw.headers;
    if (expect !== undefined && !/^100-continue$/i.test(expect)) throw refuse("EXPECTATION_FAILED", { got: expect });
    if (host === undefined && raw.httpVersion === "1.1")
      throw refuse("BAD_REQUEST", { reason: "it has no Host header" });
  });
}

const startOf = ({ rawPacket }: ParserError) =>
  Buffer.isBuffer(rawPacket) ? rawPacket.subarray(0, 4096).toString("latin1") : "";

function refusalOf(error: ParserError): Refusal {
  const cause = { cause: error };
  switch (error.code) {
    case "HPE_HEADER_OVERFLOW":
      return /^[A-Z]+ \S{4000,}$/.test(startOf(error))
        ? refuse("URI_TOO_LONG", {}, cause)
        : refuse("HEADERS_TOO_LARGE", {}, cause);
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return refuse("REQUEST_TOO_SLOW", {}, cause);
    default:
      return refuse("BAD_REQUEST", { reason: "it is not valid HTTP" }, cause);
  }
}
