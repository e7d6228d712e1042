/** A figure's result: the measurements and their yardstick round by round, and the goal for the ratio. */
export interface Comparison {
  what: string;
  yardstick: string;
  unit: "ms" | "/s";
  measured: number[];
  compared: number[];
  /** One per round; the figure is their median. */
  ratios: number[];
  goal: Goal;
}

/** The bound of the ratio; empty if it is only for orientation. */
export type Goal = { atMost: number } | { atLeast: number } | Record<string, never>;

export function compare(
  what: string,
  yardstick: string,
  goal: Goal,
  unit: Comparison["unit"],
  measured: number[],
  compared: number[],
): Comparison {
  const ratios = measured.map((value, i) => value / (compared[i] as number));
  return { what, yardstick, unit, measured, compared, ratios, goal };
}

/** Compares measurements with a fixed limit instead of a yardstick that was measured. */
export function bounded(what: string, limit: number, unit: Comparison["unit"], measured: number[]): Comparison {
  return compare(
    what,
    `${limit} ${unit}`,
    { atMost: 1 },
    unit,
    measured,
    measured.map(() => limit),
  );
}

export function isMet({ goal, ratios }: Comparison): boolean {
  const ratio = median(ratios);
  return (!("atMost" in goal) || ratio <= goal.atMost) && (!("atLeast" in goal) || ratio >= goal.atLeast);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which this share of the values lies, interpolated linearly. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** How many milliseconds the function takes. */
export async function timeMs(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

/** Runs both each round, swapping their order every round, since the second may profit from warm caches. */
export async function alternate<T>(
  rounds: number,
  first: (round: number) => Promise<T>,
  second: (round: number) => Promise<T>,
): Promise<[T[], T[]]> {
  const results: [T[], T[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const both = [async () => results[0].push(await first(round)), async () => results[1].push(await second(round))];
    for (const one of round % 2 === 0 ? both : both.toReversed()) await one();
  }
  return results;
}
