/** A predictively dialed floor at one moment. Times are in seconds. */
export interface FloorState {
  /** Agents waiting for a call. */
  idle: number;
  talking: number;
  /** Agents in wrap-up. */
  wrapping: number;
  /** How long each call has been ringing. */
  ringing: readonly number[];
  /** The recent share of calls that a person answers; 0 to 1. */
  answerRate: number;
  /** Recent means: ringing until a person answers, ringing until an unanswered call is over, talk time, wrap-up. */
  answerSeconds: number;
  ringSeconds: number;
  talkSeconds: number;
  wrapSeconds: number;
  /** Recent calls that a person answered, and how many of them found no agent free. */
  answered: number;
  abandoned: number;
  /** The share of answered calls that may be abandoned; 0 to 1. */
  target: number;
}

// Aim below the target, to leave a margin for chance.
const targetMargin = 0.82;

// A single call may carry three times the target's risk, because most calls carry less.
const riskPerCall = 3;

// However few calls were abandoned so far, never place one that would more likely than not find no agent.
const maxRisk = 0.5;

// Pay back an excess or shortfall of abandoned calls over a quarter of the remembered answers, and at least 60, so that
// one abandoned call barely moves the limit.
const payback = { part: 4, least: 60 };

// An answer rate that asks for more calls per agent than this is a measuring error.
const maxCallsPerAgent = 10;

/**
 * How many calls to place now. By the time a call placed now is answered, some ringing calls have been answered and
 * some agents have come free, both by chance. The distribution of answered calls minus free agents gives the
 * probability that this call finds no agent. Places calls while that probability stays within what the target, and the
 * abandoned calls so far, allow. If they allow nothing, dials one call per waiting agent.
 *
 * It limits the risk of each call rather than the expected share over all calls. Spending the expected share as soon as
 * there is some to spend meets the same target with fewer calls: 75 % instead of 82 % occupancy with ten agents.
 */
export function callsToPlace(pace: FloorState): number {
  const { idle, talking, wrapping, ringing, answerRate, answerSeconds, wrapSeconds, answered, abandoned } = pace;
  const agents = idle + talking + wrapping;
  // One call per waiting agent can never abandon anybody.
  const safe = Math.max(0, idle - ringing.length);
  const target = pace.target * targetMargin;
  const owed = (target * answered - abandoned) / Math.max(answered / payback.part, payback.least);
  const risk = Math.min(riskPerCall * (target + owed), maxRisk);
  if (agents === 0 || target <= 0 || risk <= 0) return safe;
  const surplus = new Surplus(idle, talking + wrapping, ringing.length + maxCallsPerAgent * agents);
  const free = chanceFreeAfterTalk(pace);
  for (let i = 0; i < talking; i++) surplus.addAgent(free);
  for (let i = 0; i < wrapping; i++) surplus.addAgent(1 - Math.exp(-answerSeconds / wrapSeconds));
  for (const age of ringing) surplus.addCall(chanceStillAnswered(pace, age));
  let placed = 0;
  for (; placed < maxCallsPerAgent * agents - ringing.length && surplus.chanceOfNoAgent() <= risk; placed++)
    surplus.addCall(answerRate);
  return Math.max(placed, safe);
}

/**
 * The probability that a call which has rung `age` seconds is still answered by a person. Answers are spread evenly
 * over twice their mean, and so are the ends of unanswered calls.
 */
function chanceStillAnswered({ answerRate, answerSeconds, ringSeconds }: FloorState, age: number): number {
  const yes = answerRate * Math.max(0, 1 - age / (2 * answerSeconds));
  // An unanswered call may ring on past twice the mean; the floor keeps the quotient defined.
  const no = (1 - answerRate) * Math.max(0.01, 1 - age / (2 * ringSeconds));
  return yes / (yes + no);
}

/**
 * The probability that an agent who is talking now is free when a call placed now is answered: the sum of two
 * exponential times, talk and wrap-up, is over by then.
 */
function chanceFreeAfterTalk({ talkSeconds: talk, wrapSeconds, answerSeconds: until }: FloorState): number {
  // The formula divides by the difference of the two means.
  const wrap = wrapSeconds === talk ? wrapSeconds * 1.001 : wrapSeconds;
  return Math.max(0, 1 - (talk * Math.exp(-until / talk) - wrap * Math.exp(-until / wrap)) / (talk - wrap));
}

/** The exact distribution of answered calls minus free agents. Below zero, an agent is free for the next answer. */
class Surplus {
  /** The probability of each surplus; index 0 is the case that every agent is free and no call is answered. */
  readonly #chances: Float64Array;
  /** The index of surplus zero. */
  readonly #none: number;
  /** The range of indexes whose probability is not negligible. */
  #low: number;
  #high: number;

  /** `idle` agents are free, `busy` ones may come free, and at most `calls` calls may be answered. */
  constructor(idle: number, busy: number, calls: number) {
    this.#chances = new Float64Array(idle + busy + calls + 1);
    this.#none = idle + busy;
    this.#low = busy;
    this.#high = busy;
    this.#chances[busy] = 1;
  }

  /** Adds an agent who will be free with this probability. */
  addAgent(chance: number): void {
    this.#low--;
    for (let i = this.#low; i <= this.#high; i++) this.#mix(i, i + 1, chance);
    this.#trim();
  }

  /** Adds a call that will be answered with this probability. */
  addCall(chance: number): void {
    this.#high++;
    for (let i = this.#high; i > this.#low; i--) this.#mix(i, i - 1, chance);
    this.#chances[this.#low] = this.#at(this.#low) * (1 - chance);
    this.#trim();
  }

  /** Drops negligible probabilities at both ends, which with a hundred agents is most of the array. */
  #trim(): void {
    if (this.#at(this.#low) < 1e-9) this.#chances[this.#low++] = 0;
    if (this.#at(this.#high) < 1e-9) this.#chances[this.#high--] = 0;
  }

  /** The probability that the next answered call finds no agent. */
  chanceOfNoAgent(): number {
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
