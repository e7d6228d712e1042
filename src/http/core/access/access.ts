import type { FastifyRequest } from "fastify";
import { type Caller, type Role, requireRole } from "../../../accounts/caller.ts";
import { identifyCaller } from "../../../accounts/sign-in/identify-caller.ts";
import type { Context } from "../../../context.ts";
import { Refusal, refuse } from "../../../errors.ts";

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller;
    accountId: number;
    /** Refuses as at the request's start if the caller has lost the access it needs since. */
    recheckAccess: () => Promise<void>;
  }
}

/**
 * Identifies the caller and refuses one without the role on the path's account. Refuses with NOT_SIGNED_IN,
 * TOKEN_EXPIRED, TOKEN_INVALID, ACCOUNT_NOT_FOUND, or FORBIDDEN.
 */
export async function requireAccess(context: Context, request: FastifyRequest, role: Role | "user"): Promise<void> {
  const token = tokenOf(request);
  const startedAt = context.clock();
  const check = async () => {
    // An access token lasts minutes and is not needed anymore once the request has begun; its session must last.
    const caller = { ...(await identifyCaller(context.db, token, startedAt)), address: request.ip };
    // Set before anything is refused: the access log says who was.
    request.caller = caller;
    request.accountId = accountOf(request, caller);
    if (role !== "user") requireRole(caller, request.accountId, role);
  };
  await check();
  request.recheckAccess = check;
}

/** Resolves when the caller of a waiting request loses access, checked every second, or when `signal` aborts. */
export async function accessLost(request: FastifyRequest, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setInterval(() => {
    request.recheckAccess().catch((error: unknown) => {
      // While the database is away nothing is delivered either.
      if (error instanceof Refusal) resolve();
    });
  }, 1000);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearInterval(timer);
}

/**
 * The account the path names. `~` means the caller's own account, and so does a literal `{accountId}`: some clients
 * send the placeholder of published samples unreplaced.
 */
function accountOf(request: FastifyRequest, caller: Caller): number {
  const { accountId } = request.params as { accountId?: string };
  if (accountId === undefined || accountId === "~" || accountId === "{accountId}") return caller.homeAccountId;
  if (!/^\d{1,15}$/.test(accountId)) throw refuse("ACCOUNT_NOT_FOUND", { accountId });
  return Number(accountId);
}

/**
 * The token of the header `Authorization: Bearer` or X-Auth-Token, which older RingCX clients send. Either may hold an
 * access token or an API token.
 */
function tokenOf(request: FastifyRequest): string {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? "")?.[1];
  const legacy = request.headers["x-auth-token"];
  const token = bearer ?? (typeof legacy === "string" && legacy.trim() !== "" ? legacy.trim() : undefined);
  if (token === undefined) throw refuse("NOT_SIGNED_IN");
  return token;
}
