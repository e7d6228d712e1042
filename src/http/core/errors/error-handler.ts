import { randomUUID } from "node:crypto";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { isConnectionLost } from "../../../db/database.ts";
import { Refusal, refuse } from "../../../errors.ts";
import { sendOAuthError } from "../access/oauth.ts";
import { errorBody, pathOf } from "./error-body.ts";

/**
 * Turns every error into a response: RingCX's error body on the wire, problem details (RFC 9457) on v1, an OAuth error
 * at the token endpoints. An error that is not a refusal, and not one of those mapped below, is a bug: 500 and a log
 * line.
 */
export function handleError(error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = error instanceof Refusal ? error : refusalFor(error, request);
  void request.server.accessLog.refused(request, refusal);
  if (refusal.status >= 500) request.log.error({ err: error }, refusal.code);
  const retryAfter = refusal.details.retryAfter ?? (refusal.status === 503 ? 5 : undefined);
  if (retryAfter !== undefined) void reply.header("Retry-After", String(retryAfter));
  // Fastify would close the connection with the body half read. A client still sending it would get a reset, not this
  // response.
  if (refusal.code === "BODY_TOO_LARGE") void reply.removeHeader("connection");
  if (refusal.status === 401) void reply.header("WWW-Authenticate", "Bearer");
  void reply.status(refusal.status);
  if (request.url.startsWith("/restapi/")) return sendOAuthError(refusal, reply);
  const { type, body } = errorBody(refusal, request);
  return reply.type(type).send(body);
}

/** Refuses a path that no route has, with ROUTE_NOT_FOUND. */
export function handleNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return handleError(refuse("ROUTE_NOT_FOUND", { method: request.method, path: pathOf(request.url) }), request, reply);
}

/** Maps an error of Fastify or PostgreSQL to a refusal, with the error as its cause. */
function refusalFor(error: FastifyError, request: FastifyRequest): Refusal {
  const cause = { cause: error };
  if (isConnectionLost(error)) {
    return refuse("DATABASE_AWAY", {}, cause);
  }
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
    case "FST_REQ_FILE_TOO_LARGE":
      return refuse("BODY_TOO_LARGE", { limit: request.routeOptions.bodyLimit }, cause);
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return refuse(
        "UNSUPPORTED_CONTENT_TYPE",
        { got: request.headers["content-type"], takes: "application/json" },
        cause,
      );
    // PostgreSQL: a number or date that its column cannot hold. The schemas should have refused it by name.
    case "22003":
    case "22008":
      return refuse("BAD_REQUEST", { reason: "a number or date in it is out of range" }, cause);
    default:
      if (error.statusCode !== undefined && error.statusCode < 500)
        return refuse("BAD_REQUEST", { reason: error.message }, cause);
      // The parser of forms reports what is wrong with one as a plain error.
      if (request.isMultipart?.() && /multipart|boundary|needle/i.test(error.message)) {
        const reason = error.message.includes("needle") ? "the boundary of its form is too long" : error.message;
        return refuse("BAD_REQUEST", { reason }, cause);
      }
      return refuse("INTERNAL", { requestId: request.id ?? randomUUID() }, cause);
  }
}
