import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { addressBlock } from "../../../accounts/sign-in/guesses/address-block.ts";
import type { Config } from "../../../config.ts";
import { refuse } from "../../../errors.ts";

interface Window {
  limit: number;
  seconds: number;
}

/**
 * The groups of requests that RingCX limits together, with the windows it documents. All windows of a group apply at
 * once.
 */
const groups = {
  /** Lead actions */
  "lead-actions": windows([30, 10], [120, 60]),
  /** Searches that return leads */
  "lead-search": windows([15, 10], [60, 30]),
  /** Searches with `count=true` */
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
  /** Exchanges of a RingCentral-style token, counted by IP address, as there is no account yet */
  "token-exchange": windows([5, 60]),
} as const satisfies Record<string, Window[]>;

export type RateLimitGroup = keyof typeof groups;

// More than any client needs, yet low enough to stop one that calls in an endless loop.
const generousWindows = windows([10_000, 10]);

function windows(...pairs: [limit: number, seconds: number][]): Window[] {
  return pairs.map(([limit, seconds]) => ({ limit, seconds }));
}

/**
 * Counts a request, reports in X-Rate-Limit headers how many are left, and refuses with RATE_LIMITED above the limit.
 */
export type CountRequest = (group: RateLimitGroup, request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Sets up the counters, one per account and group. They are in memory, so each instance of the program allows the full
 * limits; counting in the database would cost a write per request.
 */
export async function rateLimits(app: FastifyInstance, config: Config): Promise<CountRequest> {
  await app.register(rateLimit, { global: false });
  const counters = new Map<string, ReturnType<typeof app.createRateLimit>[]>();
  for (const [group, documented] of Object.entries(groups)) {
    const limits = config.RATE_LIMITS === "ringcx" ? documented : generousWindows;
    counters.set(
      group,
      limits.map(({ limit, seconds }) =>
        app.createRateLimit({ max: limit, timeWindow: seconds * 1000, keyGenerator: (request) => keyOf(request) }),
      ),
    );
  }
  return async (group, request, reply) => {
    const states = await Promise.all((counters.get(group) ?? []).map((count) => count(request)));
    const readings = states.filter((state) => !state.isAllowed);
    // Headers describe one window: the exceeded one that stays full longest, or else the one with the fewest requests
    // left.
    const tightest = readings.toSorted((a, b) => headroom(a) - headroom(b))[0];
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

// Sorts exceeded windows first, the longest wait before the others; then by the requests left.
const headroom = (state: { isExceeded: boolean; remaining: number; ttl: number }) =>
  state.isExceeded ? -state.ttl - 1 : state.remaining;

const keyOf = (request: FastifyRequest) =>
  request.accountId === undefined ? `address ${addressBlock(request.ip)}` : `account ${request.accountId}`;
