import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Chance that falls the same way at every run. */
export interface SeededRandom {
  /** A whole number, both bounds included. */
  int(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  /** One of the names, as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
  percent(share: number): boolean;
  /** From 0 up to, not including, 1. */
  fraction(): number;
  shuffled<T>(items: readonly T[]): T[];
}

export function chances(seed: number): SeededRandom {
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

/** Chance of its own for what these numbers name, such as a lead and its pass: neighbors have nothing in common. */
export function chanceOf(...names: number[]): SeededRandom {
  let seed = 0x9e3779b9;
  for (const name of names) {
    // The finalizer of MurmurHash3.
    seed = Math.imul(seed ^ name ^ (seed >>> 16), 0x85ebca6b);
    seed = Math.imul(seed ^ (seed >>> 13), 0xc2b2ae35);
    seed ^= seed >>> 16;
  }
  const chance = chances(seed);
  // The generator takes some steps to forget a seed of 32 bits.
  for (let i = 0; i < 16; i++) chance.fraction();
  return chance;
}
