import type { FastifyReply, FastifyRequest } from "fastify";

const name = "leadyard_oidc";

/** The secret that this browser was given when it began to sign in at the identity provider. */
export function browserSecretOf(request: FastifyRequest): string | undefined {
  return new RegExp(`(?:^|; )${name}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? "")?.[1];
}

/** Gives the browser its secret, for ten minutes. `Lax` lets it come along when the provider sends the browser back. */
export function setBrowserSecret(reply: FastifyReply, secret: string, publicUrl: string): void {
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  void reply.header(
    "Set-Cookie",
    `${name}=${secret}; Path=/v1/session/oidc; Max-Age=600; HttpOnly; SameSite=Lax${secure}`,
  );
}
