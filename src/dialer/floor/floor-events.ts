import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../../context.ts";
import { isConnectionLost, type Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import type { SystemDisposition } from "../../leads/state.ts";
import { isOpen } from "../claims/claim-status.ts";
import { type FloorFigures, readFloor } from "./floor-figures.ts";
import { sharedAnswer } from "./shared-answer.ts";

export const floorEventKinds = ["CLAIMED", "DIALING", "CONNECTED", "HUNG_UP", "OUTCOME", "RELEASED", "LAPSED"] as const;

/** Something that happened on the floor. */
interface FloorEvent {
  kind: (typeof floorEventKinds)[number];
  at: Date;
  /** Null for an OUTCOME. */
  claimId: number | null;
  leadId: number;
  campaignId: number;
  agentId: number | null;
  phone: string;
  /** Of an OUTCOME, and what follows too. */
  passId?: number;
  systemDisposition?: SystemDisposition;
  agentDisposition?: string | null;
  durationSeconds?: number | null;
}

/** What there is to tell at a moment. */
export interface FloorNews {
  at: Date;
  /** The first few hundred, the oldest first. */
  events: FloorEvent[];
  /** How many more there were. */
  more: number;
  /** Now and then. */
  figures?: FloorFigures;
}

interface Pace {
  /** Milliseconds between two looks, and between two of the figures, at least: on a busy floor they come more seldom. */
  pause: number;
  figuresEvery: number;
  /** Over how many minutes the figures go. */
  minutes: number;
}

// More than this a second nobody can read.
const mostEvents = 300;

// Instances' clocks differ, and a pass may be written some time before it can be seen.
const overlap = 10_000;

/**
 * What happens on an account's floor, whichever instance does it, until the signal comes. It looks at the claims that are open and the
 * passes of the last seconds, each by an index, once a second: claims and passes announce nothing, since a notification would have them
 * wait for each other at their commits. A claim that was made and ended between two looks shows its outcome alone.
 */
export async function* followFloor(
  { db, clock }: Pick<Context, "db" | "clock">,
  accountId: number,
  signal: AbortSignal,
  { pause, figuresEvery, minutes }: Pace,
): AsyncGenerator<FloorNews> {
  const floor = new WatchedFloor(db, accountId);
  let begun = false;
  let figuresAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    try {
      const now = clock();
      const all = await floor.look(now);
      const asked = performance.now();
      const figures =
        asked >= figuresAt
          ? await sharedAnswer(db, `floor ${accountId} ${minutes}`, () => readFloor(db, accountId, minutes, now))
          : undefined;
      // Those who watch take a twentieth of one connection at most.
      if (figures) figuresAt = performance.now() + Math.max(figuresEvery, 20 * (performance.now() - asked));
      begun = true;
      const events = all.slice(0, mostEvents);
      if (events.length > 0 || figures)
        yield { at: now, events, more: all.length - events.length, ...(figures ? { figures } : {}) };
    } catch (error) {
      if (!begun || !isConnectionLost(error)) throw error;
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

interface OpenClaim {
  claimId: number;
  leadId: number;
  campaignId: number;
  agentId: number | null;
  phone: string;
  claimedAt: Date;
  dialingAt: Date | null;
  connectedAt: Date | null;
  hungUpAt: Date | null;
}

/** Remembers what was seen of a floor, so that each event is told once. */
class WatchedFloor {
  readonly #db: Tx;
  readonly #accountId: number;
  #open: Map<number, OpenClaim> | undefined;
  #passes = new Map<number, Date>();
  #since: Date | undefined;

  constructor(db: Tx, accountId: number) {
    this.#db = db;
    this.#accountId = accountId;
  }

  /** What has happened since the last look, in order. At the first, what is open is as if it had just happened. */
  async look(now: Date): Promise<FloorEvent[]> {
    const open = await this.#openClaims();
    const events = [...(await this.#outcomes(now))];
    const before = this.#open ?? new Map<number, OpenClaim>();
    for (const claim of open.values()) {
      const was = before.get(claim.claimId);
      if (!was) events.push(eventOf("CLAIMED", claim, claim.claimedAt));
      const isNew = (at: Date | null, before: Date | null | undefined): at is Date =>
        at !== null && at.getTime() !== before?.getTime();
      if (isNew(claim.dialingAt, was?.dialingAt)) events.push(eventOf("DIALING", claim, claim.dialingAt));
      if (isNew(claim.connectedAt, was?.connectedAt)) events.push(eventOf("CONNECTED", claim, claim.connectedAt));
      if (isNew(claim.hungUpAt, was?.hungUpAt)) events.push(eventOf("HUNG_UP", claim, claim.hungUpAt));
    }
    events.push(...(await this.#freed([...before.values()].filter(({ claimId }) => !open.has(claimId)))));
    this.#open = open;
    return events.sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  async #openClaims(): Promise<Map<number, OpenClaim>> {
    const claims = await this.#db.query<OpenClaim>(sql`
      select claim_id as "claimId", lead_id as "leadId", campaign_id as "campaignId", agent_id as "agentId", phone,
        claimed_at as "claimedAt", dialing_at as "dialingAt", connected_at as "connectedAt", hung_up_at as "hungUpAt"
      from claim where account_id = ${this.#accountId} and ${isOpen}
    `);
    return new Map(claims.map((claim) => [claim.claimId, claim]));
  }

  /** Passes that were not seen before; those that an action wrote were no calls. */
  async #outcomes(now: Date): Promise<FloorEvent[]> {
    const since = this.#since ?? now;
    const rows = await this.#db.query<FloorEvent & { passId: number }>(sql`
      select pass_id as "passId", 'OUTCOME' as kind, passed_at as at, null as "claimId", lead_id as "leadId", campaign_id as "campaignId",
        agent_id as "agentId", phone, system_disposition as "systemDisposition", agent_disposition as "agentDisposition",
        duration_seconds as "durationSeconds"
      from pass
      where account_id = ${this.#accountId} and passed_at >= ${new Date(since.getTime() - overlap)} and action_id is null
        and pass_id <> all (${[...this.#passes.keys()]}::bigint[])
    `);
    const first = this.#since === undefined;
    this.#since = now;
    for (const [passId, at] of this.#passes) {
      if (at.getTime() < since.getTime() - overlap) this.#passes.delete(passId);
    }
    for (const { passId, at } of rows) this.#passes.set(passId, at);
    return first ? [] : rows;
  }

  /** Of claims that are open no more, those that ended without a pass. */
  async #freed(claims: readonly OpenClaim[]): Promise<FloorEvent[]> {
    if (claims.length === 0) return [];
    const ends = await this.#db.query<{ claimId: number; status: "RELEASED" | "LAPSED"; at: Date }>(sql`
      select claim_id as "claimId", status, ended_at as at from claim
      where account_id = ${this.#accountId} and claim_id = any (${claims.map(({ claimId }) => claimId)}::bigint[])
        and status in ('RELEASED', 'LAPSED')
    `);
    const byId = new Map(claims.map((claim) => [claim.claimId, claim]));
    return ends.flatMap(({ claimId, status, at }) => {
      const claim = byId.get(claimId);
      return claim ? [eventOf(status, claim, at)] : [];
    });
  }
}

function eventOf(kind: FloorEvent["kind"], claim: OpenClaim, at: Date): FloorEvent {
  const { claimId, leadId, campaignId, agentId, phone } = claim;
  return { kind, at, claimId, leadId, campaignId, agentId, phone };
}
