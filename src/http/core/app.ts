import { randomUUID } from "node:crypto";
import { join } from "node:path";
import formbody from "@fastify/formbody";
import multipart from "@fastify/multipart";
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from "fastify";
import type { TSchema } from "typebox";
import { type Caller, requireRole } from "../../accounts/caller.ts";
import { identifyCaller } from "../../accounts/sign-in/identify-caller.ts";
import type { Context } from "../../context.ts";
import { discover } from "../../discover.ts";
import { refuse } from "../../errors.ts";
import { convert, problems, refuseProblem } from "../../validation/check.ts";
import { serveConsole } from "./console.ts";
import { type Endpoint, isEndpoint } from "./endpoint.ts";
import { handleError, handleNotFound } from "./error-handler.ts";
import { collectDocuments, documentationOf, serveDocuments } from "./openapi.ts";
import { type CountRequest, rateLimits } from "./rate-limits.ts";

/**
 * The two APIs. Files below `src/http/<folder>` that export an endpoint are found by themselves and served below each
 * prefix.
 */
const surfaces = [
  { folder: "wire", prefixes: ["/voice/api/v1/admin", "/api/v1/admin"] },
  { folder: "v1", prefixes: ["/v1"] },
];

/** Builds the HTTP server with both APIs, their reference, and the console. It does not listen yet. */
export async function buildApp(context: Context): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: context.log.child({}, { serializers: { req: loggedRequest } }) as FastifyBaseLogger,
    bodyLimit: 16 * 1024 * 1024,
    genReqId: () => randomUUID(),
    trustProxy: trustedProxies(context.config.TRUST_PROXY),
    routerOptions: { maxParamLength: 500 },
  });
  const closing = new AbortController();
  app.decorate("closing", closing.signal);
  app.addHook("preClose", async () => closing.abort());
  // Without this, a keep-alive connection of a request in flight delays the close of the server by up to a minute.
  app.addHook("onSend", async (_request, reply) => {
    if (closing.signal.aborted) void reply.header("Connection", "close");
  });
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(handleNotFound);
  // Response schemas only document. Fastify would drop every field that a schema does not list.
  app.setSerializerCompiler(() => (body) => JSON.stringify(body));
  app.setValidatorCompiler(({ schema, httpPart, url }) => checker(schema as TSchema, httpPart ?? "body", url ?? ""));
  app.removeContentTypeParser(["application/json", "text/plain"]);
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request: FastifyRequest, body: string) =>
    parseJson(body),
  );
  await app.register(formbody);
  await app.register(multipart);
  await collectDocuments(app);
  const countRequest = await rateLimits(app, context.config);

  for (const { folder, prefixes } of surfaces) {
    const endpoints = await discover(
      join(import.meta.dirname, "..", folder),
      isEndpoint,
      (unit) => `${unit.method} ${unit.prefixes?.[0] ?? ""}${unit.path}`,
    );
    for (const unit of endpoints) {
      // Clients use several paths for some endpoints; the reference shows the first.
      for (const [i, prefix] of (unit.prefixes ?? prefixes).entries())
        addRoute(app, context, countRequest, unit, prefix, i === 0);
    }
  }
  await serveDocuments(app);
  await serveConsole(app);
  return app;
}

/** TRUST_PROXY: a single digit is the number of proxies to trust, anything else a list of their addresses. */
function trustedProxies(setting: string) {
  if (!/^\d$/.test(setting)) return setting;
  return (_address: string, hop: number) => hop < Number(setting);
}

function addRoute(
  app: FastifyInstance,
  context: Context,
  countRequest: CountRequest,
  unit: Endpoint,
  prefix: string,
  documented: boolean,
): void {
  app.route({
    method: unit.method,
    url: prefix + unit.path,
    ...(unit.bodyLimit ? { bodyLimit: unit.bodyLimit } : {}),
    schema: {
      ...documentationOf(unit, prefix),
      ...(documented ? {} : { hide: true }),
      ...(unit.params ? { params: unit.params } : {}),
      ...(unit.query ? { querystring: unit.query } : {}),
      ...(unit.body ? { body: unit.body } : {}),
      ...(unit.consumes ? { consumes: unit.consumes } : {}),
      ...(unit.response ? { response: unit.response } : {}),
    },
    // Runs before the body is read, so that a caller without access cannot make the server parse 64 MB.
    onRequest: async (request, reply) => {
      if (unit.role !== "anyone") {
        request.caller = await authenticate(context, request);
        request.accountId = accountOf(request, request.caller);
        if (unit.role !== "user") requireRole(request.caller, request.accountId, unit.role);
      }
      const group =
        typeof unit.rateLimitGroup === "function" ? unit.rateLimitGroup(request.query) : unit.rateLimitGroup;
      if (group) await countRequest(group, request, reply);
    },
    handler: (request, reply) =>
      unit.handler({
        params: request.params,
        query: request.query,
        body: request.body,
        caller: request.caller,
        accountId: request.accountId,
        context,
        request,
        reply,
      }),
  });
}

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller;
    accountId: number;
  }
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
 * Checks one part of a request against its schema. Paths and queries hold only text, and wire clients send numbers as
 * text, so all of these are converted first ("9" to 9). A v1 body must have the exact types.
 */
function checker(schema: TSchema, part: string, url: string) {
  const lenient = part !== "body" || !url.startsWith("/v1/");
  return (data: unknown) => {
    // The default of a body schema stands for an absent body.
    const input = data ?? (schema as { default?: unknown }).default ?? data;
    const value = lenient ? convert(schema, input) : input;
    const problem = problems(schema, value ?? (part === "body" ? undefined : {}))[0];
    if (!problem) return { value };
    if (input === undefined || input === null) return { error: refuse("EMPTY_BODY", { takes: problem.takes }) };
    return { error: refuseProblem(problem) };
  };
}

async function parseJson(text: string): Promise<unknown> {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse("INVALID_JSON", { reason: (cause as Error).message }, { cause });
  }
}

/**
 * Identifies the caller by the header `Authorization: Bearer` or X-Auth-Token, which older RingCX clients send. Either
 * may hold an access token or an API token. Refuses with NOT_SIGNED_IN, TOKEN_EXPIRED, or TOKEN_INVALID.
 */
async function authenticate(context: Context, request: FastifyRequest): Promise<Caller> {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? "")?.[1];
  const legacy = request.headers["x-auth-token"];
  const token = bearer ?? (typeof legacy === "string" && legacy.trim() !== "" ? legacy.trim() : undefined);
  if (token === undefined) throw refuse("NOT_SIGNED_IN");
  return await identifyCaller(context.db, token, context.clock());
}

/**
 * What the log shows of a request. It leaves out the query, where older clients send passwords and tokens, and tokens
 * in the path.
 */
function loggedRequest(request: FastifyRequest): object {
  const path = request.url.split("?")[0] ?? "";
  const { token } = (request.params ?? {}) as { token?: string };
  return {
    method: request.method,
    url: token ? (request.routeOptions.url ?? path) : path,
    remoteAddress: request.ip,
  };
}
