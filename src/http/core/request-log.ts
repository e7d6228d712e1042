import type { FastifyRequest } from "fastify";

/** A request as the log shows it: without the query, where older clients send passwords and tokens, and without tokens in the path. */
export function loggedRequest(request: FastifyRequest): object {
  const path = request.url.split("?")[0] ?? "";
  const { token } = (request.params ?? {}) as { token?: string };
  return {
    method: request.method,
    url: token ? (request.routeOptions.url ?? path) : path,
    remoteAddress: request.ip,
  };
}
