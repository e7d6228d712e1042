import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static, TSchema } from "typebox";
import type { Caller, Role } from "../../accounts/caller.ts";
import type { Context } from "../../context.ts";
import type { RateLimitGroup } from "./rate-limits.ts";

type Part<S> = S extends TSchema ? Static<S> : undefined;

/** A request as a handler gets it: checked against the endpoint's schemas, from a caller with the endpoint's role. */
export interface EndpointRequest<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  caller: Caller;
  /** The account of the path; the caller's own where the path has none. */
  accountId: number;
  context: Context;
  request: FastifyRequest;
  reply: FastifyReply;
}

interface Definition<P, Q, B> {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the surface's prefix: `/accounts/:accountId/dialGroups`. */
  path: string;
  /** Prefixes instead of the surface's own, for paths that RingCX has elsewhere. */
  prefixes?: string[];
  /** One sentence for the reference. */
  summary: string;
  /** Heading in the reference. */
  tag: string;
  /** The least role on the account of the path; "user": anyone signed in; "anyone": no sign-in. */
  role: Role | "user" | "anyone";
  params?: P;
  query?: Q;
  body?: B;
  /** Largest body in bytes, where it is not the usual. */
  bodyLimit?: number;
  /** Documented content type of the body, where it is not JSON. */
  consumes?: string[];
  /** Documented answers by status. Answers are not cut down to them. */
  response?: Record<number, TSchema>;
  /** Name of the RingCX request window it counts in, or a function of the query, as it stands in the address, that tells it. */
  rateLimitGroup?: RateLimitGroup | ((query: unknown) => RateLimitGroup);
}

/** One endpoint: its place, its schemas, who may call it, and a handler that calls one domain function. */
export interface Endpoint extends Definition<TSchema | undefined, TSchema | undefined, TSchema | undefined> {
  // The app passes what the schemas have checked.
  handler(asked: EndpointRequest<unknown, unknown, unknown>): unknown;
}

export function endpoint<
  P extends TSchema | undefined = undefined,
  Q extends TSchema | undefined = undefined,
  B extends TSchema | undefined = undefined,
>(definition: Definition<P, Q, B> & { handler(asked: EndpointRequest<Part<P>, Part<Q>, Part<B>>): unknown }): Endpoint {
  return definition as Endpoint;
}

export function isEndpoint(unit: unknown): unit is Endpoint {
  return (
    typeof unit === "object" &&
    unit !== null &&
    "method" in unit &&
    "path" in unit &&
    "handler" in unit &&
    "role" in unit
  );
}
