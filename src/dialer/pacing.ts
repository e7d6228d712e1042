/** A floor that is dialed ahead of its agents, as it stands at a moment. Times are in seconds. */
export interface Pace {
  /** Agents who wait for a call. */
  idle: number;
  talking: number;
  /** Agents who write up the call they had. */
  wrapping: number;
  /** How long each call has been ringing. */
  ringing: readonly number[];
  /** The share of calls that a person answers, of late; 0 to 1. */
  answerRate: number;
  /** Means, of late: until a person answers, until a call that nobody answers is over, of a talk, of the work after it. */
  answerSeconds: number;
  ringSeconds: number;
  talkSeconds: number;
  wrapSeconds: number;
  /** Calls that a person answered, of late, and those of them for which no agent was free. */
  answered: number;
  abandoned: number;
  /** The share of answered calls that may find no agent; 0 to 1. */
  target: number;
}

// A margin for what chance adds to what is expected.
const aim = 0.82;

// The risk taken with a single call, as a multiple of the share of all: most calls have less.
const single = 3;

// However well it went so far, no call is placed that would more likely than this find no agent.
const boldest = 0.5;

// What was abandoned too much or too little is made good over a quarter of the answers that are remembered, and over this many at least.
const pay = { part: 4, least: 60 };

// More calls than this for each agent, and the answer rate is a mistake.
const mostCalls = 10;

/**
 * How many calls to place now. Until a call placed now is answered, some of the calls in the air will have been, and some agents will have
 * come free, both by chance: the distribution of the one less the other tells how likely it is that the call finds nobody. Calls are placed
 * as long as that is likely no more than the target and what was abandoned so far allow. Where they allow nothing, only agents who wait are
 * dialed for, one call each.
 *
 * The limit is on the risk of each call and hardly moves, because a limit on the expected share of all calls, spent as soon as there is some
 * to spend, fills the same target with fewer calls: 75 % instead of 82 % occupancy with ten agents.
 */
export function callsToPlace(pace: Pace): number {
  const { idle, talking, wrapping, ringing, answerRate, answerSeconds, wrapSeconds, answered, abandoned } = pace;
  const agents = idle + talking + wrapping;
  const safe = Math.max(0, idle - ringing.length);
  const target = pace.target * aim;
  const owed = (target * answered - abandoned) / Math.max(answered / pay.part, pay.least);
  const risk = Math.min(single * (target + owed), boldest);
  if (agents === 0 || target <= 0 || risk <= 0) return safe;
  const surplus = new Surplus(idle, talking + wrapping, ringing.length + mostCalls * agents);
  const free = freeAfterTalk(pace);
  for (let i = 0; i < talking; i++) surplus.maybeFree(free);
  for (let i = 0; i < wrapping; i++) surplus.maybeFree(1 - Math.exp(-answerSeconds / wrapSeconds));
  for (const age of ringing) surplus.maybeAnswer(stillAnswered(pace, age));
  let placed = 0;
  for (; placed < mostCalls * agents - ringing.length && surplus.isTaken() <= risk; placed++)
    surplus.maybeAnswer(answerRate);
  return Math.max(placed, safe);
}

/** The chance that a call which has rung so long is still answered by a person: answers come within twice their mean, evenly. */
function stillAnswered({ answerRate, answerSeconds, ringSeconds }: Pace, age: number): number {
  const yes = answerRate * Math.max(0, 1 - age / (2 * answerSeconds));
  const no = (1 - answerRate) * Math.max(0.01, 1 - age / (2 * ringSeconds));
  return yes / (yes + no);
}

/** The chance that an agent who talks now is free when a call placed now is answered; talks and the work after them are taken for memoryless. */
function freeAfterTalk({ talkSeconds: talk, wrapSeconds, answerSeconds: until }: Pace): number {
  const wrap = wrapSeconds === talk ? wrapSeconds * 1.001 : wrapSeconds;
  return Math.max(0, 1 - (talk * Math.exp(-until / talk) - wrap * Math.exp(-until / wrap)) / (talk - wrap));
}

/** The distribution of answered calls less free agents; below 0 there is an agent for the next answer. */
class Surplus {
  readonly #chances: Float64Array;
  readonly #none: number;
  #low: number;
  #high: number;

  /** With so many agents free, so many who may come free, and so many calls that may be answered. */
  constructor(idle: number, busy: number, calls: number) {
    this.#chances = new Float64Array(idle + busy + calls + 1);
    this.#none = idle + busy;
    this.#low = busy;
    this.#high = busy;
    this.#chances[busy] = 1;
  }

  maybeFree(chance: number): void {
    this.#low--;
    for (let i = this.#low; i <= this.#high; i++) this.#mix(i, i + 1, chance);
    this.#trim();
  }

  maybeAnswer(chance: number): void {
    this.#high++;
    for (let i = this.#high; i > this.#low; i--) this.#mix(i, i - 1, chance);
    this.#chances[this.#low] = this.#at(this.#low) * (1 - chance);
    this.#trim();
  }

  /** Leaves out what is all but impossible, which is most of it with a hundred agents. */
  #trim(): void {
    if (this.#at(this.#low) < 1e-9) this.#chances[this.#low++] = 0;
    if (this.#at(this.#high) < 1e-9) this.#chances[this.#high--] = 0;
  }

  /** The chance that the next call that is answered finds no agent. */
  isTaken(): number {
    let sum = 0;
    for (let i = Math.max(this.#none, this.#low); i <= this.#high; i++) sum += this.#at(i);
    return sum;
  }

  #at(i: number): number {
    return this.#chances[i] as number;
  }

  #mix(i: number, from: number, chance: number): void {
    this.#chances[i] = this.#at(i) * (1 - chance) + this.#at(from) * chance;
  }
}
