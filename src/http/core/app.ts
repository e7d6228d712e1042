import { randomUUID } from "node:crypto";
import { join } from "node:path";
import formbody from "@fastify/formbody";
import multipart from "@fastify/multipart";
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { TSchema } from "typebox";
import type { Context } from "../../context.ts";
import { discover } from "../../discover.ts";
import { refuse } from "../../errors.ts";
import { convert, problems, refuseProblem, requireShortLists, requireStorable } from "../../validation/check.ts";
import { requireAccess } from "./access/access.ts";
import { AccessLog } from "./access/access-log.ts";
import { keepRefreshTokensInCookies } from "./access/session-cookie.ts";
import { type BodySize, bodySizes } from "./body/body-sizes.ts";
import { parseJson } from "./body/parse-json.ts";
import { cutSlowBodies } from "./body/slow-bodies.ts";
import { type Endpoint, isEndpoint } from "./endpoint.ts";
import { handleError, handleNotFound } from "./errors/error-handler.ts";
import { answerMalformed, refuseUnexpected } from "./errors/framework-errors.ts";
import { loggedRequest, securityHeaders, sendSecurityHeaders } from "./headers.ts";
import { type CountRequest, rateLimits } from "./limits/rate-limits.ts";
import { type HeavyWork, Turns } from "./limits/turns.ts";
import { serveConsole } from "./pages/console.ts";
import { collectDocuments, documentationOf } from "./pages/openapi.ts";
import { serveDocuments } from "./pages/reference.ts";
import { clientGone } from "./waiting/wait-signal.ts";

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
  const headers = securityHeaders(context.config);
  const app = fastify({
    loggerInstance: context.log.child({}, { serializers: { req: loggedRequest } }) as FastifyBaseLogger,
    bodyLimit: bodySizes.one.bytes,
    genReqId: () => randomUUID(),
    trustProxy: trustedProxies(context.config.TRUST_PROXY),
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply.headers(headers)),
    http: { requireHostHeader: false },
    clientErrorHandler: answerMalformed(headers, context.log),
  });
  sendSecurityHeaders(app, headers);
  refuseUnexpected(app);
  keepRefreshTokensInCookies(app, context.publicUrl);
  app.decorate("accessLog", new AccessLog(app, context));
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
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request: FastifyRequest, body: Buffer) =>
    parseJson(body, request.routeOptions.config.bodySize ?? bodySizes.one),
  );
  cutSlowBodies(app);
  await app.register(formbody);
  await app.register(multipart);
  await collectDocuments(app);
  const limits = { count: await rateLimits(app, context.config), turns: new Turns(context.config.ACCOUNT_TURNS) };

  for (const { folder, prefixes } of surfaces) {
    const endpoints = await discover(
      join(import.meta.dirname, "..", folder),
      isEndpoint,
      (unit) => `${unit.method} ${unit.prefixes?.[0] ?? ""}${unit.path}`,
    );
    for (const unit of endpoints) {
      // Clients use several paths for some endpoints; the reference shows the first.
      for (const [i, prefix] of (unit.prefixes ?? prefixes).entries())
        addRoute(app, context, limits, unit, prefix, i === 0);
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
  limits: { count: CountRequest; turns: Turns },
  unit: Endpoint,
  prefix: string,
  documented: boolean,
): void {
  const url = prefix + unit.path;
  const bodySize: BodySize = bodySizes[unit.bodySize ?? (unit.role === "anyone" ? "anyone" : "one")];
  const takeTurn = async (kind: HeavyWork, request: FastifyRequest, reply: FastifyReply) => {
    const endTurn = await limits.turns.take(request.accountId, kind, clientGone(request, reply));
    reply.raw.once("close", endTurn);
  };
  app.route({
    method: unit.method,
    url,
    bodyLimit: bodySize.bytes,
    config: { bodySize },
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
      if (unit.role !== "anyone") await requireAccess(context, request, unit.role);
      const group =
        typeof unit.rateLimitGroup === "function" ? unit.rateLimitGroup(request.query) : unit.rateLimitGroup;
      if (group) await limits.count(group, request, reply);
      const { accountId } = request;
      const ended = context.activity.begin(`${unit.method} ${url}${accountId ? ` of account ${accountId}` : ""}`);
      reply.raw.once("close", ended);
      if (typeof unit.heavy === "string") await takeTurn(unit.heavy, request, reply);
    },
    preValidation: async (request) => requireStorableText(request),
    preHandler: async (request, reply) => {
      const heavy = typeof unit.heavy === "function" ? unit.heavy(request) : undefined;
      if (heavy) await takeTurn(heavy, request, reply);
      // A body may take minutes to arrive, in which the caller may have lost access.
      if (unit.role !== "anyone" && reply.elapsedTime > 250) await request.recheckAccess();
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
  interface FastifyContextConfig {
    bodySize?: BodySize;
  }
}

/** Refuses text that PostgreSQL cannot store in the path, the query, and a form. JSON is checked while it is read. */
function requireStorableText({ params, query, body, headers }: FastifyRequest): void {
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  const fields = [params, query, ...(isForm ? [body] : [])].flatMap((part) => Object.entries(part ?? {}));
  for (const [name, text] of fields) {
    requireStorable(name, "the name of a field");
    requireStorable(text, name);
  }
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
    requireShortLists(schema, input);
    const value = lenient ? convert(schema, input) : input;
    const problem = problems(schema, value ?? (part === "body" ? undefined : {}))[0];
    if (!problem) return { value };
    if (input === undefined || input === null) return { error: refuse("EMPTY_BODY", { takes: problem.takes }) };
    return { error: refuseProblem(problem) };
  };
}
