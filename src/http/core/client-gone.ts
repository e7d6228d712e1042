import type { FastifyReply, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyInstance {
    /** Aborts when the server begins to stop. */
    closing: AbortSignal;
  }
}

/**
 * Aborts when nobody waits for the response anymore: it was sent, the client disconnected, or the server is stopping.
 */
export function abortSignalOf(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  return AbortSignal.any([gone.signal, request.server.closing]);
}
