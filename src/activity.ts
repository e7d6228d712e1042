import type { Logger } from "pino";

/** Requests and jobs that the program is working on, so that a delay of the event loop can be traced to one of them. */
export class Activity {
  private readonly current = new Set<{ name: string; startedAt: number }>();
  private ended: { name: string; startedAt: number; endedAt: number }[] = [];

  /** Notes that work began. Call the result when it is over. */
  begin(name: string): () => void {
    const work = { name, startedAt: performance.now() };
    this.current.add(work);
    return () => {
      if (!this.current.delete(work)) return;
      const endedAt = performance.now();
      this.ended = [...this.ended.filter((one) => one.endedAt > endedAt - 1000).slice(-20), { ...work, endedAt }];
    };
  }

  /** What ran at any time since this moment of `performance.now()`, at most 20 of them, latest first. */
  since(moment: number): { name: string; milliseconds: number }[] {
    const now = performance.now();
    return [...this.current, ...this.ended.filter(({ endedAt }) => endedAt >= moment)]
      .toSorted((a, b) => b.startedAt - a.startedAt)
      .slice(0, 20)
      .map(({ name, startedAt }) => ({ name, milliseconds: Math.round(now - startedAt) }));
  }
}

const checkEvery = 50;

/**
 * Logs every delay of the event loop above `limit` milliseconds, during which nobody was served, with the requests and
 * jobs that may have caused it. Returns the function that stops it.
 */
export function watchEventLoop(log: Logger, activity: Activity, limit = 200): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const delay = now - last - checkEvery;
    if (delay > limit)
      log.warn({ delay: Math.round(delay), during: activity.since(last) }, "the event loop was blocked");
    last = now;
  }, checkEvery);
  timer.unref();
  return () => clearInterval(timer);
}
