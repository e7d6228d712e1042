import type { BenchDatabase } from "./bench-database.ts";
import type { Comparison } from "./measure.ts";

/** One file below bench/figures. */
export interface Figure {
  /** What is measured, and against what, in one sentence. */
  about: string;
  /** Default number of leads; `--rows` overrides it. */
  rows: number;
  /** Default number of rounds; `--rounds` overrides it. */
  rounds: number;
  run: (options: Options) => Promise<Comparison[]>;
}

interface Options {
  /** Creates a server with the program and this many leads; disposing it removes everything. */
  makeDatabase: (rows: number) => Promise<BenchDatabase>;
  rows: number;
  rounds: number;
}

export const figure = (one: Figure) => one;
