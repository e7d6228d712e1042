import type { FastifyReply, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyInstance {
    /** Comes when the server is about to stop. */
    closing: AbortSignal;
  }
}

/** Comes once nobody waits for the answer any more: it is written, the client has gone away, or the server stops. */
export function departureOf(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  return AbortSignal.any([gone.signal, request.server.closing]);
}
