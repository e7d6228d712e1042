import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A random source that gives the same sequence for the same seed, so runs can be repeated. */
export interface SeededRandom {
  /** A whole number; both bounds are included. */
  int(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  /** One of the names, in proportion to its weight. Weights are whole numbers. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
  /** True in this percentage of calls, 0 to 100. */
  percent(share: number): boolean;
  /** At least 0 and less than 1. */
  fraction(): number;
  shuffled<T>(items: readonly T[]): T[];
}

export function seededRandom(seed: number): SeededRandom {
  const generator = xoroshiro128plus(seed);
  const int = (from: number, to: number) => uniformInt(generator, from, to);
  return {
    int,
    pick<T>(from: readonly T[]) {
      return from[int(0, from.length - 1)] as T;
    },
    weighted<Name extends string>(weights: Readonly<Record<Name, number>>) {
      const choices = Object.entries(weights) as [Name, number][];
      let left = int(
        1,
        choices.reduce((sum, [, weight]) => sum + weight, 0),
      );
      const chosen = choices.find(([, weight]) => {
        left -= weight;
        return left <= 0;
      });
      return (chosen as [Name, number])[0];
    },
    fraction: () => int(0, 0x7fff_ffff) / 0x8000_0000,
    percent: (share) => int(1, 100) <= share,
    shuffled<T>(items: readonly T[]) {
      const mixed = [...items];
      for (let i = mixed.length - 1; i > 0; i--) {
        const j = int(0, i);
        [mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
      }
      return mixed;
    },
  };
}

/**
 * A random source of its own for the thing these numbers identify, for instance a lead and its pass. Neighboring numbers give
 * unrelated sequences, so the outcome of a call doesn't depend on which calls came before it.
 */
export function seededRandomFor(...names: number[]): SeededRandom {
  let seed = 0x9e3779b9;
  for (const name of names) {
    // The finalizer of MurmurHash3.
    seed = Math.imul(seed ^ name ^ (seed >>> 16), 0x85ebca6b);
    seed = Math.imul(seed ^ (seed >>> 13), 0xc2b2ae35);
    seed ^= seed >>> 16;
  }
  const random = seededRandom(seed);
  // The first outputs of xoroshiro128+ still correlate with a 32-bit seed.
  for (let i = 0; i < 16; i++) random.fraction();
  return random;
}
