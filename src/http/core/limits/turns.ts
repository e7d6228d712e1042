import { refuse } from "../../../errors.ts";

/** Kinds of heavy requests. Each account has its turns of each kind. */
export type HeavyWork = "searches" | "loads";

interface Line {
  running: number;
  waiting: (() => void)[];
}

/** How many requests of one kind an account may have waiting. */
const longestLine = 100;

/**
 * Lets each account run only a few heavy requests of a kind at once; others wait in line. So one account's searches or
 * loads leave connections and processors to the other accounts. Each instance of the program counts its own.
 */
export class Turns {
  private readonly lines = new Map<string, Line>();
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /**
   * Waits for a turn, and returns the function that ends it. Refuses with TOO_BUSY if too many are waiting. If the
   * signal aborts first, the request leaves the line, and its turn ends at once.
   */
  async take(accountId: number, kind: HeavyWork, signal: AbortSignal): Promise<() => void> {
    const key = `${accountId} ${kind}`;
    const line = this.lines.get(key) ?? { running: 0, waiting: [] };
    this.lines.set(key, line);
    if (line.running < this.limit) line.running++;
    else if (line.waiting.length < longestLine) await waitIn(line, signal);
    else throw refuse("TOO_BUSY", { accountId, kind, limit: this.limit, waiting: line.waiting.length, retryAfter: 5 });
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = line.waiting.shift();
      if (next) next();
      else if (--line.running === 0) this.lines.delete(key);
    };
  }
}

/** Resolves when the request is first in line and another has ended, whose turn it takes over. */
function waitIn(line: Line, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = () => {
    line.waiting.splice(line.waiting.indexOf(begin), 1);
    reject(signal.reason);
  };
  const begin = () => {
    signal.removeEventListener("abort", leave);
    resolve();
  };
  line.waiting.push(begin);
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave, { once: true });
  return promise;
}
