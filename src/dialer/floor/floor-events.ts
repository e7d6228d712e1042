import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../../context.ts";
import { isConnectionLost, type Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import type { SystemDisposition } from "../../leads/state.ts";
import { isOpen } from "../claims/claim-status.ts";
import { type FloorFigures, readFloor } from "./floor-figures.ts";
import { sharedAnswer } from "./shared-answer.ts";

export const floorEventKinds = ["CLAIMED", "DIALING", "CONNECTED", "HUNG_UP", "OUTCOME", "RELEASED", "LAPSED"] as const;

/** Something that happened on the floor, at the time it happened. */
interface FloorEvent {
  kind: (typeof floorEventKinds)[number];
  at: Date;
  /** Null for an OUTCOME. */
  claimId: number | null;
  leadId: number;
  campaignId: number;
  agentId: number | null;
  phone: string;
  /** This and the fields below: only for an OUTCOME. */
  passId?: number;
  systemDisposition?: SystemDisposition;
  agentDisposition?: string | null;
  durationSeconds?: number | null;
}

/** What happened since the last news, and sometimes the current figures. */
export interface FloorNews {
  at: Date;
  /** The oldest 300 at most. */
  events: FloorEvent[];
  /** How many further events are left out. */
  more: number;
  /** Not in every message; see `figuresEvery`. */
  figures?: FloorFigures;
}

interface FollowOptions {
  /**
   * Milliseconds between two polls, and the minimum between two sets of figures, which come less often on a busy floor.
   */
  pause: number;
  figuresEvery: number;
  /** How many minutes the figures cover. */
  minutes: number;
}

// Nobody can read more than this per second.
const maxEvents = 300;

// Look back this many milliseconds: instances' clocks differ, and a pass becomes visible only when its transaction
// commits.
const overlap = 10_000;

/**
 * Yields what happens on an account's floor, on any instance, until `signal` aborts. Polls open claims and the last
 * seconds' passes once per pause, each through an index. Claims and passes send no notifications: NOTIFY takes a lock
 * at commit, so they would wait for each other. A claim that begins and ends between two polls shows only its outcome.
 */
export async function* followFloor(
  { db, clock }: Pick<Context, "db" | "clock">,
  accountId: number,
  signal: AbortSignal,
  { pause, figuresEvery, minutes }: FollowOptions,
): AsyncGenerator<FloorNews> {
  const floor = new WatchedFloor(db, accountId);
  let begun = false;
  let figuresAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    try {
      const now = clock();
      const all = await floor.readEvents(now);
      const asked = performance.now();
      const figures =
        asked >= figuresAt
          ? await sharedAnswer(db, `floor ${accountId} ${minutes}`, () => readFloor(db, accountId, minutes, now))
          : undefined;
      // Keep the figures to at most a twentieth of one connection: wait 20 times as long as they took.
      if (figures) figuresAt = performance.now() + Math.max(figuresEvery, 20 * (performance.now() - asked));
      begun = true;
      const events = all.slice(0, maxEvents);
      if (events.length > 0 || figures)
        yield { at: now, events, more: all.length - events.length, ...(figures ? { figures } : {}) };
    } catch (error) {
      // The first poll reports its errors to the caller; later, a database restart only leaves a gap.
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

/** Remembers what has been seen of a floor, so that each event is reported once. */
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

  /** Events since the last poll, oldest first. The first poll reports each open claim's steps as events. */
  async readEvents(now: Date): Promise<FloorEvent[]> {
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
    const freed = await this.#freed([...before.values()].filter(({ claimId }) => !open.has(claimId)));
    this.#open = open;
    return [...events, ...freed].sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  async #openClaims(): Promise<Map<number, OpenClaim>> {
    const claims = await this.#db.query<OpenClaim>(sql`
      select claim_id as "claimId", lead_id as "leadId", campaign_id as "campaignId", agent_id as "agentId", phone,
        claimed_at as "claimedAt", dialing_at as "dialingAt", connected_at as "connectedAt", hung_up_at as "hungUpAt"
      from claim where account_id = ${this.#accountId} and ${isOpen}
    `);
    return new Map(claims.map((claim) => [claim.claimId, claim]));
  }

  /** Passes not seen before. Passes written by actions are left out, because nobody was called. */
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
    // The first poll only marks the last seconds' passes as seen.
    const first = this.#since === undefined;
    this.#since = now;
    for (const [passId, at] of this.#passes) {
      if (at.getTime() < since.getTime() - overlap) this.#passes.delete(passId);
    }
    for (const { passId, at } of rows) this.#passes.set(passId, at);
    return first ? [] : rows;
  }

  /** The claims among those no longer open that ended without a pass. */
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
