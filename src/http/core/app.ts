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
import { collectDocuments, described, serveDocuments } from "./openapi.ts";
import { type CountRequest, rateLimits } from "./rate-limits.ts";

const surfaces = [
  { folder: "wire", prefixes: ["/voice/api/v1/admin", "/api/v1/admin"] },
  { folder: "v1", prefixes: ["/v1"] },
];

/** The HTTP server, ready to listen, with both surfaces. */
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
  // A connection kept alive by a request that was under way would keep the server from closing for a minute.
  app.addHook("onSend", async (_request, reply) => {
    if (closing.signal.aborted) void reply.header("Connection", "close");
  });
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(handleNotFound);
  // Answers are written as they are: a response schema documents, it does not cut fields off.
  app.setSerializerCompiler(() => (body) => JSON.stringify(body));
  app.setValidatorCompiler(({ schema, httpPart, url }) => checker(schema as TSchema, httpPart ?? "body", url ?? ""));
  app.removeContentTypeParser(["application/json", "text/plain"]);
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request: FastifyRequest, body: string) =>
    parseJson(body),
  );
  await app.register(formbody);
  await app.register(multipart);
  await collectDocuments(app);
  const count = await rateLimits(app, context.config);

  for (const { folder, prefixes } of surfaces) {
    const endpoints = await discover(
      join(import.meta.dirname, "..", folder),
      isEndpoint,
      (unit) => `${unit.method} ${unit.prefixes?.[0] ?? ""}${unit.path}`,
    );
    for (const unit of endpoints) {
      // Where clients use several paths, the reference shows the first.
      for (const [i, prefix] of (unit.prefixes ?? prefixes).entries())
        addRoute(app, context, count, unit, prefix, i === 0);
    }
  }
  await serveDocuments(app);
  await serveConsole(app);
  return app;
}

/** Which proxies are believed: those of the addresses, or as many as the number says. */
function trustedProxies(setting: string) {
  if (!/^\d$/.test(setting)) return setting;
  return (_address: string, hop: number) => hop < Number(setting);
}

function addRoute(
  app: FastifyInstance,
  context: Context,
  count: CountRequest,
  unit: Endpoint,
  prefix: string,
  documented: boolean,
): void {
  app.route({
    method: unit.method,
    url: prefix + unit.path,
    ...(unit.bodyLimit ? { bodyLimit: unit.bodyLimit } : {}),
    schema: {
      ...described(unit, prefix),
      ...(documented ? {} : { hide: true }),
      ...(unit.params ? { params: unit.params } : {}),
      ...(unit.query ? { querystring: unit.query } : {}),
      ...(unit.body ? { body: unit.body } : {}),
      ...(unit.consumes ? { consumes: unit.consumes } : {}),
      ...(unit.response ? { response: unit.response } : {}),
    },
    // Before the body is read: nobody without access makes us parse 64 MB.
    onRequest: async (request, reply) => {
      if (unit.role !== "anyone") {
        request.caller = await authenticate(context, request);
        request.accountId = accountOf(request, request.caller);
        if (unit.role !== "user") requireRole(request.caller, request.accountId, unit.role);
      }
      const group =
        typeof unit.rateLimitGroup === "function" ? unit.rateLimitGroup(request.query) : unit.rateLimitGroup;
      if (group) await count(group, request, reply);
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

/** The account of the path. `~` and the placeholder `{accountId}` of published samples, sent as it stands, mean the caller's own. */
function accountOf(request: FastifyRequest, caller: Caller): number {
  const { accountId } = request.params as { accountId?: string };
  if (accountId === undefined || accountId === "~" || accountId === "{accountId}") return caller.homeAccountId;
  if (!/^\d{1,15}$/.test(accountId)) throw refuse("ACCOUNT_NOT_FOUND", { accountId });
  return Number(accountId);
}

/** Checks one part of a request. On the wire, and in paths and queries, which hold only text, "9" is taken for 9. */
function checker(schema: TSchema, part: string, url: string) {
  const lenient = part !== "body" || !url.startsWith("/v1/");
  return (data: unknown) => {
    // A body schema with a default takes no body for it.
    const given = data ?? (schema as { default?: unknown }).default ?? data;
    const value = lenient ? convert(schema, given) : given;
    const problem = problems(schema, value ?? (part === "body" ? undefined : {}))[0];
    if (!problem) return { value };
    if (given === undefined || given === null) return { error: refuse("EMPTY_BODY", { takes: problem.takes }) };
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

/** Who sends this request, by its Authorization or X-Auth-Token header. Either takes an access token or an API token. */
async function authenticate(context: Context, request: FastifyRequest): Promise<Caller> {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? "")?.[1];
  const legacy = request.headers["x-auth-token"];
  const token = bearer ?? (typeof legacy === "string" && legacy.trim() !== "" ? legacy.trim() : undefined);
  if (token === undefined) throw refuse("NOT_SIGNED_IN");
  return await identifyCaller(context.db, token, context.clock());
}

/** A request as the log shows it: without the query, where older clients send passwords and tokens, and without tokens in the path. */
function loggedRequest(request: FastifyRequest): object {
  const path = request.url.split("?")[0] ?? "";
  const { token } = (request.params ?? {}) as { token?: string };
  return {
    method: request.method,
    url: token ? (request.routeOptions.url ?? path) : path,
    remoteAddress: request.ip,
  };
}
