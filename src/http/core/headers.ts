import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Config } from "../../config.ts";

/**
 * The headers of every response. Handlers replace the policy of pages, and the cache control of what may be cached: the
 * console's files, whose names are hashes of contents that are the same for everybody.
 */
export function securityHeaders({ PUBLIC_URL }: Pick<Config, "PUBLIC_URL">): Record<string, string> {
  return {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    // Only if all of the host is served over HTTPS is it safe to say so.
    ...(PUBLIC_URL?.startsWith("https:") ? { "Strict-Transport-Security": "max-age=31536000" } : {}),
  };
}

/** Sends these headers with every response, also with refusals of Fastify itself. */
export function sendSecurityHeaders(app: FastifyInstance, headers: Record<string, string>): void {
  app.addHook("onRequest", (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

/** What the log shows of a request: no query, where older clients send passwords, and no tokens in the path. */
export function loggedRequest({ method, url, ip }: Pick<FastifyRequest, "method" | "url" | "ip">): object {
  return { method, url: maskPath(url), remoteAddress: ip };
}

// Longer than any word in a path, and what follows these words, whatever its length.
const isSecret = (segment: string) => /^[\w.~%-]{20,}$/.test(segment) && (segment.length >= 40 || /\d/.test(segment));
const beforeSecret = /^(downloads|token|invitations|invitation|codes|reset)$/;

/** The path of a URL with every secret in it replaced by an ellipsis: a download's token grants access for a day. */
export function maskPath(url: string): string {
  const segments = (url.split("?")[0] ?? "").split("/");
  return segments
    .map((segment, i) => (segment && (isSecret(segment) || beforeSecret.test(segments[i - 1] ?? "")) ? "…" : segment))
    .join("/");
}
