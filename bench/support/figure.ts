import type { BenchDatabase } from "./bench-database.ts";
import type { Comparison } from "./measure.ts";

/** One file of bench/figures: what is measured, against what. */
export interface Figure {
  /** One sentence: what is measured, and against what. */
  about: string;
  /** Leads it is measured with, where `--rows` does not say. */
  rows: number;
  /** Rounds, where `--rounds` does not say. */
  rounds: number;
  run: (options: Options) => Promise<Comparison[]>;
}

interface Options {
  /** A server with the program on it, and that many leads; made for the figure, gone after it. */
  ground: (rows: number) => Promise<BenchDatabase>;
  rows: number;
  rounds: number;
}

export const figure = (one: Figure) => one;
