import { callsToPlace, type FloorState } from "../../src/dialer/pacing.ts";
import { type SeededRandom, seededRandom } from "../seeded-random.ts";
import { answerRateAt, type Call, placeCall } from "./carrier.ts";
import { RecentCalls } from "./recent-calls.ts";

/** How a floor dials: predictively, up to a share of abandoned calls from 0 to 1, or a fixed number of calls per waiting agent. */
type Policy = { target: number } | { ratio: number };

/** The setup of a simulated day. */
export interface Floor {
  agents: number;
  policy: Policy;
  seed: number;
  /** Hours of the day; 8 to 20 by default. */
  from?: number;
  to?: number;
  /** The probability that a person answers, by second of the day. By default it follows local hours in four zones. */
  answerRate?: (second: number, random: SeededRandom) => number;
}

/** Totals of one simulated hour. */
export interface Hour {
  calls: number;
  answered: number;
  abandoned: number;
  /** Agent seconds spent in talks and wrap-up. */
  busy: number;
}

// An answered call without an agent is abandoned after this many seconds.
const patience = 2;

/**
 * Simulates a day of dialing second by second, without a clock or a network, and returns its hours. The policy is asked once a second,
 * as a dialer would ask; everything else happens at its exact time.
 */
export function simulateDay(floor: Floor): Hour[] {
  const { agents, policy, seed, from = 8, to = 20 } = floor;
  const random = seededRandom(seed);
  const rate = floor.answerRate ?? mainlandAnswerRate;
  const recent = new RecentCalls();
  const events = new EventQueue();
  const hours: Hour[] = Array.from({ length: to - from }, () => ({ calls: 0, answered: 0, abandoned: 0, busy: 0 }));
  const ringing = new Set<number>();
  const waiting: { call: Call; since: number; gone: boolean }[] = [];
  let idle = agents;
  let talking = 0;
  let wrapping = 0;
  let now = from * 3600;
  const hour = () => hours[Math.min(hours.length - 1, Math.floor(now / 3600) - from)] as Hour;

  const take = (call: Call) => {
    recent.recordAnswer(now, false);
    idle--;
    talking++;
    events.add(now + call.talks, () => {
      talking--;
      wrapping++;
      recent.recordTalk(call.talks);
      events.add(now + call.wraps, () => {
        wrapping--;
        idle++;
        recent.recordWrapUp(call.wraps);
        const next = waiting.find(({ gone }) => !gone);
        if (next) {
          next.gone = true;
          take(next.call);
        }
      });
    });
  };
  const place = () => {
    const call = placeCall(rate(now, random), random);
    const begun = now;
    ringing.add(begun);
    hour().calls++;
    const over = recent.recordPlaced();
    events.add(now + call.rings, () => {
      ringing.delete(begun);
      const answered = call.outcome === "ANSWER";
      over(answered, call.rings);
      if (!answered) return;
      hour().answered++;
      if (idle > 0) return take(call);
      const waits = { call, since: now, gone: false };
      waiting.push(waits);
      events.add(now + patience, () => {
        waiting.splice(waiting.indexOf(waits), 1);
        if (waits.gone) return;
        recent.recordAnswer(now, true);
        hour().abandoned++;
      });
    });
  };
  for (let second = from * 3600; second < to * 3600; second++) {
    events.until(second, (at) => {
      now = at;
    });
    now = second;
    const floorNow: FloorState = {
      idle,
      talking,
      wrapping,
      ringing: [...ringing].map((begun) => now - begun),
      ...recent.measure(now),
      target: "target" in policy ? policy.target : 0,
    };
    const calls = "ratio" in policy ? policy.ratio * idle - ringing.size : callsToPlace(floorNow);
    for (let i = 0; i < calls; i++) {
      now = second + i / 1000;
      place();
    }
    now = second;
    hour().busy += talking + wrapping;
  }
  return hours;
}

const zones = [0, 0, 0, 0, -1, -1, -1, -2, -3, -3];

/** Draws people from the four zones of the contiguous United States; the second of the day is Eastern time. */
const mainlandAnswerRate = (second: number, random: SeededRandom) =>
  answerRateAt(Math.floor(second / 3600) + random.pick(zones));

/** Pending events, earliest first, in a binary heap. */
class EventQueue {
  readonly #heap: { at: number; run: () => void }[] = [];

  add(at: number, run: () => void): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push({ at, run });
    for (let up = (i - 1) >> 1; i > 0 && (heap[up] as { at: number }).at > at; up = (i - 1) >> 1) {
      [heap[i], heap[up]] = [heap[up] as never, heap[i] as never];
      i = up;
    }
  }

  /** Runs the events due by `moment`, after telling `tell` the time of each. */
  until(moment: number, tell: (at: number) => void): void {
    for (let first = this.#heap[0]; first && first.at <= moment; first = this.#heap[0]) {
      this.#drop();
      tell(first.at);
      first.run();
    }
  }

  #drop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    heap[0] = last;
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const right = left + 1;
      let least = i;
      if (left < heap.length && (heap[left] as typeof last).at < (heap[least] as typeof last).at) least = left;
      if (right < heap.length && (heap[right] as typeof last).at < (heap[least] as typeof last).at) least = right;
      if (least === i) return;
      [heap[i], heap[least]] = [heap[least] as never, heap[i] as never];
      i = least;
    }
  }
}
