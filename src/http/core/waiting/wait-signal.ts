import type { FastifyReply, FastifyRequest } from "fastify";
import { accessLost } from "../access/access.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Aborts when the server begins to stop. */
    closing: AbortSignal;
  }
}

/** Aborts when the response was sent, the client has disconnected, or the server is stopping. */
export function clientGone(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  return AbortSignal.any([gone.signal, request.server.closing]);
}

/**
 * Aborts when a request should not wait any longer: like `clientGone`, and within a second after the caller has lost
 * access.
 */
export function waitSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = clientGone(request, reply);
  const lost = new AbortController();
  void accessLost(request, gone).then(() => lost.abort());
  return AbortSignal.any([gone, lost.signal]);
}
