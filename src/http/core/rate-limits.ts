import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "../../config.ts";
import { refuse } from "../../errors.ts";

interface Window {
  limit: number;
  seconds: number;
}

/** The groups of requests that RingCX counts together, and the windows it documents for each. All windows of a group hold at once. */
const groups = {
  /** Lead actions */
  "lead-actions": windows([30, 10], [120, 60]),
  /** Searches that answer leads */
  "lead-search": windows([15, 10], [60, 30]),
  /** Searches that only count, `count=true` */
  "lead-search-count": windows([90, 10], [180, 30]),
  /** Searches by exact phone numbers */
  "lead-search-phone": windows([30, 10], [120, 60]),
  /** leadLoader/direct */
  "direct-load": windows([30, 10], [120, 60]),
  /** leadLoader/preview */
  "load-preview": windows([12, 30], [18, 60]),
  /** leadLoader/process */
  "load-process": windows([9, 3], [30, 30]),
  /** PUT and PATCH of one lead */
  "change-lead": windows([12, 3], [150, 60]),
  /** The exchange of a RingCentral-style token, by address instead of by account */
  "token-exchange": windows([5, 60]),
} as const satisfies Record<string, Window[]>;

export type RateLimitGroup = keyof typeof groups;

// Far above what one client needs, yet it ends a loop that has run wild.
const generous = windows([10_000, 10]);

function windows(...given: [limit: number, seconds: number][]): Window[] {
  return given.map(([limit, seconds]) => ({ limit, seconds }));
}

/** Counts a request in its group, tells in headers how much is left, and refuses with RATE_LIMITED when it is one too many. */
export type CountRequest = (group: RateLimitGroup, request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * The counters, per account and group. They stand in memory, so each instance of the program allows the limits for itself; counting in the
 * database would cost every request a write.
 */
export async function rateLimits(app: FastifyInstance, config: Config): Promise<CountRequest> {
  await app.register(rateLimit, { global: false });
  const counters = new Map<string, ReturnType<typeof app.createRateLimit>[]>();
  for (const [group, documented] of Object.entries(groups)) {
    const held = config.RATE_LIMITS === "ringcx" ? documented : generous;
    counters.set(
      group,
      held.map(({ limit, seconds }) =>
        app.createRateLimit({ max: limit, timeWindow: seconds * 1000, keyGenerator: (request) => keyOf(request) }),
      ),
    );
  }
  return async (group, request, reply) => {
    const states = await Promise.all((counters.get(group) ?? []).map((count) => count(request)));
    const counted = states.filter((state) => !state.isAllowed);
    // The window that is full for longest, or else the one with least left.
    const tightest = counted.toSorted((a, b) => left(a) - left(b))[0];
    if (!tightest) return;
    void reply.headers({
      "X-Rate-Limit-Limit": tightest.max,
      "X-Rate-Limit-Remaining": tightest.remaining,
      "X-Rate-Limit-Window": tightest.timeWindow / 1000,
      "X-Rate-Limit-Group": group,
    });
    if (tightest.isExceeded)
      throw refuse("RATE_LIMITED", {
        limit: tightest.max,
        window: tightest.timeWindow / 1000,
        group,
        retryAfter: Math.max(1, tightest.ttlInSeconds),
      });
  };
}

const left = (state: { isExceeded: boolean; remaining: number; ttl: number }) =>
  state.isExceeded ? -state.ttl - 1 : state.remaining;

const keyOf = (request: FastifyRequest) =>
  request.accountId === undefined ? `address ${request.ip}` : `account ${request.accountId}`;
