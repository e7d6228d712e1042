import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refuse } from "../../../errors.ts";

const name = "leadyard_refresh";

/** What a cookie is, besides its name and value. */
interface CookieTerms {
  /** Where it is sent, unless the public address is HTTPS. */
  path: string;
  seconds: number;
  sameSite: "Strict" | "Lax";
}

// Browsers take `__Host-` only over HTTPS, for the whole host and from this host itself: other hosts of the domain can't set it.
const nameOf = (name: string, publicUrl: string) => (publicUrl.startsWith("https:") ? `__Host-${name}` : name);

/** Sends a cookie that no script can read. */
export function sendCookie(
  reply: FastifyReply,
  name: string,
  value: string,
  { path, seconds, sameSite }: CookieTerms,
  publicUrl: string,
): void {
  const isSecure = publicUrl.startsWith("https:");
  void reply.header(
    "Set-Cookie",
    `${nameOf(name, publicUrl)}=${value}; Path=${isSecure ? "/" : path}; Max-Age=${seconds}; HttpOnly; SameSite=${sameSite}${isSecure ? "; Secure" : ""}`,
  );
}

/** The value of a cookie that `sendCookie` sent; undefined if there is none, or one that others set. */
export function cookieOf(request: FastifyRequest, name: string, publicUrl: string): string | undefined {
  const wanted = `${nameOf(name, publicUrl)}=`;
  const cookies = (request.headers.cookie ?? "").split("; ");
  const value = cookies.find((cookie) => cookie.startsWith(wanted))?.slice(wanted.length);
  return value !== undefined && /^[\w-]{1,255}$/.test(value) ? value : undefined;
}

/**
 * Keeps the refresh tokens of browsers in a cookie that no script can read, for requests below /v1/session that ask for
 * it with `X-Leadyard-Session: cookie`: responses then set the cookie instead of naming the token, and a refresh without
 * a token uses it. Pages of other servers can neither send that header nor, because of `SameSite`, the cookie.
 */
export function keepRefreshTokensInCookies(app: FastifyInstance, publicUrl: () => string): void {
  app.addHook("onRequest", async (request) => requireOwnPage(request));
  app.addHook("preValidation", async (request) => {
    if (!wantsCookie(request) || request.routeOptions.url !== "/v1/session/refresh") return;
    if (request.body !== undefined && request.body !== null) return;
    const token = cookieOf(request, name, publicUrl());
    if (token === undefined) throw refuse("REFRESH_TOKEN_INVALID");
    request.body = { refreshToken: token };
  });
  app.addHook("preSerialization", async (request, reply, payload: unknown) => {
    if (!wantsCookie(request) || !hasRefreshToken(payload)) return payload;
    const { refreshToken, refreshExpiresIn, ...rest } = payload;
    setCookie(reply, refreshToken, refreshExpiresIn ?? 0, publicUrl());
    return rest;
  });
  app.addHook("onSend", async (request, reply) => {
    const isOver =
      request.routeOptions.url === "/v1/session" && request.method === "DELETE"
        ? reply.statusCode === 204
        : request.routeOptions.url === "/v1/session/refresh" && reply.statusCode === 401;
    if (isOver && wantsCookie(request)) setCookie(reply, "", 0, publicUrl());
  });
}

const wantsCookie = (request: FastifyRequest) =>
  request.headers["x-leadyard-session"] === "cookie" && request.routeOptions.url?.startsWith("/v1/session");

/** Refuses a request that asks for the cookie from the page of another server, with CROSS_SITE. */
function requireOwnPage({ headers, routeOptions }: FastifyRequest): void {
  const wish = headers["x-leadyard-session"];
  if (wish === undefined || !routeOptions.url?.startsWith("/v1/session")) return;
  if (wish !== "cookie")
    throw refuse("INVALID_FIELD", {
      field: "X-Leadyard-Session",
      got: JSON.stringify(wish),
      takes: "cookie, or nothing",
    });
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") throw refuse("CROSS_SITE");
}

function hasRefreshToken(payload: unknown): payload is { refreshToken: string; refreshExpiresIn?: number } {
  return typeof payload === "object" && payload !== null && "refreshToken" in payload;
}

function setCookie(reply: FastifyReply, token: string, seconds: number, publicUrl: string): void {
  sendCookie(reply, name, token, { path: "/v1/session", seconds, sameSite: "Strict" }, publicUrl);
}
