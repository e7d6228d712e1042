import type { SeededRandom } from "../seeded-random.ts";

/** The course of a call. Times are in simulated seconds. */
export interface Call {
  outcome: "ANSWER" | "MACHINE" | "NOANSWER" | "BUSY" | "DISCONNECT" | "INTERCEPT" | "CONGESTION";
  /** Time until the outcome is known. */
  rings: number;
  /** Talk time and wrap-up time; 0 unless a person answers. */
  talks: number;
  wraps: number;
}

/** Percentage of calls a person answers, by local hour of the day; it peaks in the evening, when people are home. */
const answerPercentByHour = [
  4, 4, 4, 4, 4, 5, 7, 10, 15, 18, 20, 19, 17, 16, 16, 18, 21, 26, 31, 33, 29, 20, 10, 5,
] as const;

/** The probability that a person answers in this local hour, 0 to 23, at most 0.95. `level` multiplies the usual rate. */
export const answerRateAt = (hour: number, level = 1): number =>
  Math.min(0.95, ((answerPercentByHour[hour] ?? 5) / 100) * level);

/** Draws the course of a call that a person answers with this probability. */
export function placeCall(answerRate: number, random: SeededRandom): Call {
  const answered = random.fraction() < answerRate;
  const outcome = answered
    ? "ANSWER"
    : random.weighted({ NOANSWER: 58, MACHINE: 29, BUSY: 5, DISCONNECT: 4, INTERCEPT: 2, CONGESTION: 2 });
  return {
    outcome,
    rings: ringSeconds(outcome, random),
    talks: answered ? logNormal(110, 0.8, random) : 0,
    wraps: answered ? logNormal(20, 0.6, random) : 0,
  };
}

function ringSeconds(outcome: Call["outcome"], random: SeededRandom): number {
  switch (outcome) {
    case "ANSWER":
      return 4 + 16 * random.fraction();
    case "MACHINE":
      return 18 + 6 * random.fraction();
    case "NOANSWER":
      return 26;
    default:
      return 2 + 3 * random.fraction();
  }
}

/** A log-normal time in seconds, at least 5: mostly short, sometimes very long. Box-Muller gives the normal deviate. */
function logNormal(median: number, spread: number, random: SeededRandom): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.fraction())) * Math.cos(2 * Math.PI * random.fraction());
  return Math.max(5, median * Math.exp(spread * normal));
}
