import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Actor, Change } from "../../../accounts/audit/audit.ts";
import { RepeatedEntries } from "../../../accounts/audit/repeated-entries.ts";
import type { Context } from "../../../context.ts";
import type { Code, Refusal } from "../../../errors.ts";

/** Refusals of somebody who could not prove who they are. */
const failedSignIns = new Set<Code>([
  "SIGN_IN_FAILED",
  "SIGN_IN_THROTTLED",
  "CREDENTIAL_INVALID",
  "CLIENT_INVALID",
  "REFRESH_TOKEN_INVALID",
  "SECOND_FACTOR_NEEDED",
  "SECOND_FACTOR_MISSING",
  "SECOND_FACTOR_WRONG",
  "CHALLENGE_INVALID",
  "AUTHORIZATION_CODE_INVALID",
  "PASSWORD_LINK_INVALID",
  "OIDC_EXPIRED",
  "OIDC_FAILED",
  "OIDC_NO_ROLE",
  "OIDC_EMAIL_UNVERIFIED",
  "OIDC_EMAIL_TAKEN",
  "OIDC_USER_DISABLED",
]);

type Event = "sign-in" | "sign-in-failed" | "sign-out" | "denied" | "download" | "delete" | "cancel";

interface Line {
  event: Event;
  userId?: number | null | undefined;
  accountId?: number | null | undefined;
  /** The code of a refusal; absent: it succeeded. */
  code?: Code;
  /** What it is about: `Export 17`, or how somebody signed in. */
  what?: string;
}

/**
 * Writes a log line for each sign-in, sign-out, denied request, and download, always with the same keys, and records
 * denied requests and downloads in the audit log. Names that somebody typed are left out: they may be passwords.
 */
export class AccessLog {
  readonly #context: Context;
  readonly #entries: RepeatedEntries;

  constructor(app: FastifyInstance, context: Context) {
    this.#context = context;
    this.#entries = new RepeatedEntries(context.db);
    const flush = (now: number) =>
      this.#entries.flush(now).catch((err: unknown) => context.log.warn({ err }, "cannot record denied requests"));
    const timer = setInterval(() => void flush(Date.now()), 10_000);
    timer.unref();
    app.addHook("onClose", async () => {
      clearInterval(timer);
      await flush(Number.POSITIVE_INFINITY);
    });
  }

  line(request: FastifyRequest, { event, userId, accountId, code, what }: Line): void {
    const caller = request.caller as FastifyRequest["caller"] | undefined;
    request.log.info(
      {
        event,
        outcome: code === undefined ? "ok" : "refused",
        code: code ?? null,
        userId: userId ?? caller?.userId ?? null,
        accountId: accountId ?? (request.accountId as number | undefined) ?? null,
        address: request.ip,
        method: request.method,
        route: request.routeOptions.url ?? null,
        what: what ?? null,
      },
      "access",
    );
  }

  /** Records a refusal, if it is of somebody who may not do what they asked for. Anybody unknown only gets a log line. */
  async refused(request: FastifyRequest, refusal: Refusal): Promise<void> {
    const { code, status } = refusal;
    const caller = request.caller as FastifyRequest["caller"] | undefined;
    if (failedSignIns.has(code)) return this.line(request, { event: "sign-in-failed", code });
    if (status !== 401 && status !== 403 && code !== "ACCOUNT_NOT_FOUND") return;
    this.line(request, { event: "denied", code });
    if (!caller) return;
    // Of an account on which they have no role, in their own account's log: others must not be able to fill that one's.
    const accountId = caller.roles.has(request.accountId) ? request.accountId : caller.homeAccountId;
    const route = `${request.method} ${request.routeOptions.url}`;
    await this.#record(caller, accountId, {
      type: "DENIED",
      entity: "Request",
      id: route,
      description: `${route}: ${code}`,
      after: { code, ...(code === "FORBIDDEN" ? { needed: refusal.details.needed, role: refusal.details.role } : {}) },
    });
  }

  /** Records a download, by whoever is signed in, or by somebody with a link. */
  async downloaded(
    request: FastifyRequest,
    accountId: number,
    { entity, id, description }: Pick<Change, "entity" | "id" | "description">,
  ): Promise<void> {
    this.line(request, { event: "download", accountId, what: `${entity} ${id}` });
    const caller = request.caller as FastifyRequest["caller"] | undefined;
    const actor = caller ?? { userId: null, name: "download link", address: request.ip };
    await this.#record(actor, accountId, { type: "DOWNLOAD", entity, id, description });
  }

  async #record(actor: Actor, accountId: number, change: Change): Promise<void> {
    const now = Date.now();
    // The response must not depend on it: the log line is written in any case.
    await this.#entries
      .record({ actor, accountId, change }, now)
      .catch((err: unknown) => this.#context.log.warn({ err }, "cannot record an entry of the audit log"));
  }
}

declare module "fastify" {
  interface FastifyInstance {
    accessLog: AccessLog;
  }
}
