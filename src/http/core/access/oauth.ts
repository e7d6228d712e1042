import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { type Code, type Refusal, refuse } from "../../../errors.ts";

/** Prefix of RingCentral's token endpoints. */
export const oauthPrefixes = ["/restapi/oauth"];

/** Body of an error of the token endpoints: RFC 6749, with RingCentral's `errors` in addition. */
export const OAuthError = Type.Object({
  error: Type.String(),
  error_description: Type.String(),
  errors: Type.Array(Type.Object({ errorCode: Type.String(), message: Type.String() })),
});

/**
 * Reads the API client of a request from HTTP Basic authorization or from the form; a public client sends no secret.
 * CLIENT_INVALID without a client.
 */
export function clientOf(
  request: FastifyRequest,
  form: { client_id?: string; client_secret?: string },
): { id: string; secret: string; address: string } {
  const basic = /^basic\s+(\S+)\s*$/i.exec(request.headers.authorization ?? "")?.[1];
  const [, id, secret] = basic
    ? (/^([^:]*):(.*)$/s.exec(Buffer.from(basic, "base64").toString("utf8")) ?? [])
    : ["", form.client_id, form.client_secret ?? ""];
  if (!id || secret === undefined || id.length > 255 || id.includes("\0")) throw refuse("CLIENT_INVALID");
  return { id, secret, address: request.ip };
}

// For each refusal the error of RFC 6749, its status, and the errorCode RingCentral sends with it.
const kinds: Partial<Record<Code, { error: string; status: number; errorCode: string }>> = {
  SIGN_IN_FAILED: { error: "invalid_grant", status: 400, errorCode: "OAU-140" },
  SECOND_FACTOR_NEEDED: { error: "invalid_grant", status: 400, errorCode: "OAU-140" },
  SECOND_FACTOR_MISSING: { error: "invalid_grant", status: 400, errorCode: "OAU-140" },
  SECOND_FACTOR_WRONG: { error: "invalid_grant", status: 400, errorCode: "OAU-140" },
  CREDENTIAL_INVALID: { error: "invalid_grant", status: 400, errorCode: "OAU-251" },
  AUTHORIZATION_CODE_INVALID: { error: "invalid_grant", status: 400, errorCode: "OAU-155" },
  REFRESH_TOKEN_INVALID: { error: "invalid_grant", status: 400, errorCode: "OAU-213" },
  CLIENT_INVALID: { error: "invalid_client", status: 401, errorCode: "OAU-153" },
  GRANT_UNSUPPORTED: { error: "unsupported_grant_type", status: 400, errorCode: "OAU-250" },
  SIGN_IN_THROTTLED: { error: "temporarily_unavailable", status: 429, errorCode: "CMN-301" },
  SIGN_IN_BUSY: { error: "temporarily_unavailable", status: 503, errorCode: "CMN-301" },
  RATE_LIMITED: { error: "temporarily_unavailable", status: 429, errorCode: "CMN-301" },
};

/** A refusal in the form RingCentral's token endpoints use. */
export function oauthError(refusal: Refusal): { status: number; body: object } {
  const { error, status, errorCode } = kinds[refusal.code] ?? {
    error: refusal.status < 500 ? "invalid_request" : "server_error",
    status: refusal.status,
    errorCode: refusal.code,
  };
  const { message } = refusal;
  return { status, body: { error, error_description: message, errors: [{ errorCode, message }] } };
}

/** Sends a refusal in that form. */
export function sendOAuthError(refusal: Refusal, reply: FastifyReply): FastifyReply {
  const { status, body } = oauthError(refusal);
  if (status === 401) void reply.header("WWW-Authenticate", 'Basic realm="RingCentral REST API"');
  return reply.status(status).type("application/json").send(body);
}
