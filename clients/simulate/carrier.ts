import type { SeededRandom } from "../seeded-random.ts";

/** What becomes of a call, in seconds. */
export interface Call {
  outcome: "ANSWER" | "MACHINE" | "NOANSWER" | "BUSY" | "DISCONNECT" | "INTERCEPT" | "CONGESTION";
  /** Until that is known. */
  rings: number;
  /** Of an answered call: how long the person talks, and the agent writes it up. */
  talks: number;
  wraps: number;
}

/** The share of calls that a person answers, by the hour of the day where they live; people are home in the evening. */
const answeredAt = [4, 4, 4, 4, 4, 5, 7, 10, 15, 18, 20, 19, 17, 16, 16, 18, 21, 26, 31, 33, 29, 20, 10, 5] as const;

/** The chance that a person answers in the hour of their day, 0 to 23, where `level` is the usual 1. */
export const answerRateAt = (hour: number, level = 1): number =>
  Math.min(0.95, ((answeredAt[hour] ?? 5) / 100) * level);

/** Dials: chance decides what comes of it. */
export function dialed(answerRate: number, chance: SeededRandom): Call {
  const answered = chance.fraction() < answerRate;
  const outcome = answered
    ? "ANSWER"
    : chance.weighted({ NOANSWER: 58, MACHINE: 29, BUSY: 5, DISCONNECT: 4, INTERCEPT: 2, CONGESTION: 2 });
  return {
    outcome,
    rings: ringing(outcome, chance),
    talks: answered ? skewed(110, 0.8, chance) : 0,
    wraps: answered ? skewed(20, 0.6, chance) : 0,
  };
}

function ringing(outcome: Call["outcome"], chance: SeededRandom): number {
  switch (outcome) {
    case "ANSWER":
      return 4 + 16 * chance.fraction();
    case "MACHINE":
      return 18 + 6 * chance.fraction();
    case "NOANSWER":
      return 26;
    default:
      return 2 + 3 * chance.fraction();
  }
}

/** Mostly short and now and then long: log-normal around a median, 5 seconds at least. */
function skewed(median: number, spread: number, chance: SeededRandom): number {
  const normal = Math.sqrt(-2 * Math.log(1 - chance.fraction())) * Math.cos(2 * Math.PI * chance.fraction());
  return Math.max(5, median * Math.exp(spread * normal));
}
