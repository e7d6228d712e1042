import type { FastifyReply, FastifyRequest } from "fastify";
import { cookieOf, sendCookie } from "../../core/access/session-cookie.ts";

const name = "leadyard_oidc";

/** The secret that this browser was given when it began to sign in at the identity provider. */
export function browserSecretOf(request: FastifyRequest, publicUrl: string): string | undefined {
  return cookieOf(request, name, publicUrl);
}

/** Gives the browser its secret, for ten minutes. `Lax` lets it come along when the provider sends the browser back. */
export function setBrowserSecret(reply: FastifyReply, secret: string, publicUrl: string): void {
  sendCookie(reply, name, secret, { path: "/v1/session/oidc", seconds: 600, sameSite: "Lax" }, publicUrl);
}
