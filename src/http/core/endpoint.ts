import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static, TSchema } from "typebox";
import type { Caller, Role } from "../../accounts/caller.ts";
import type { Context } from "../../context.ts";
import type { BodySizeName } from "./body/body-sizes.ts";
import type { RateLimitGroup } from "./limits/rate-limits.ts";
import type { HeavyWork } from "./limits/turns.ts";

type Part<S> = S extends TSchema ? Static<S> : undefined;

/** What a handler receives: a request that passed the endpoint's schemas, from a caller who has the endpoint's role. */
export interface EndpointRequest<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  caller: Caller;
  /** The account the path names; the caller's own where the path names none. */
  accountId: number;
  context: Context;
  request: FastifyRequest;
  reply: FastifyReply;
}

interface Definition<P, Q, B> {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the surface's prefix: `/accounts/:accountId/dialGroups`. */
  path: string;
  /** Replaces the surface's prefixes, where RingCX serves the path elsewhere. */
  prefixes?: string[];
  /** What it does, in one short sentence: its title in the reference. */
  summary: string;
  /** What else a client must know: defaults, repeated requests, side effects. Absent where the summary says it all. */
  description?: string;
  /** Heading in the reference. */
  tag: string;
  /** The lowest role allowed on the path's account; "user": anyone signed in; "anyone": no sign-in needed. */
  role: Role | "user" | "anyone";
  params?: P;
  query?: Q;
  body?: B;
  /** How large a body may be; absent: `anyone` for endpoints without sign-in, otherwise `one`. */
  bodySize?: BodySizeName;
  /** Content types of the body, for the reference; absent: JSON. */
  consumes?: string[];
  /** Schemas of the responses by status, for the reference only: responses are not checked or trimmed. */
  response?: Record<number, TSchema>;
  /** The rate limit it counts toward, or a function that chooses one from the raw, unchecked query. */
  rateLimitGroup?: RateLimitGroup | ((query: unknown) => RateLimitGroup);
  /**
   * Heavy work of which an account may have only a few requests running at once, or a function that decides from the
   * checked request. A plain value has the request wait before its body is read.
   */
  heavy?: HeavyWork | ((request: { query: Part<Q>; body: Part<B> }) => HeavyWork | undefined);
}

/** One endpoint: path, schemas, required role, and a handler that calls one domain function. */
export interface Endpoint
  extends Omit<Definition<TSchema | undefined, TSchema | undefined, TSchema | undefined>, "heavy"> {
  // Untyped here: `endpoint` types these by its schemas, and the app passes only what they have checked.
  handler(request: EndpointRequest<unknown, unknown, unknown>): unknown;
  heavy?: HeavyWork | ((request: { query: unknown; body: unknown }) => HeavyWork | undefined);
}

/** Declares an endpoint. The types of its handler's params, query, and body follow from their schemas. */
export function endpoint<
  P extends TSchema | undefined = undefined,
  Q extends TSchema | undefined = undefined,
  B extends TSchema | undefined = undefined,
>(
  definition: Definition<P, Q, B> & { handler(request: EndpointRequest<Part<P>, Part<Q>, Part<B>>): unknown },
): Endpoint {
  return definition as unknown as Endpoint;
}

/** Recognizes an endpoint among the default exports that `discover` imports. */
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
