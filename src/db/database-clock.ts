import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Tx } from "./database.ts";
import { sql } from "./sql.ts";

interface DatabaseClock {
  /** The current time on the database server. */
  now: () => Date;
  /** Measures the offset now; this also happens every 15 seconds. */
  measure(): Promise<void>;
  stop(): Promise<void>;
}

// Milliseconds between measurements: within this time a database clock that was set is noticed.
const pause = 15_000;
const tolerated = 2000;

/**
 * A clock that follows the database's, so that leases, calling hours, and due times do not depend on which instance serves a request. Between
 * measurements it runs on a monotonic timer, unaffected if this machine's clock is set. If the two machines differ by more than two seconds,
 * that is logged once, and again whenever the difference changes.
 */
export async function followDatabaseClock(
  db: Pick<Tx, "one">,
  log: Pick<Logger, "warn" | "info" | "debug">,
  wallClock: () => number = Date.now,
): Promise<DatabaseClock> {
  let ahead = 0;
  let logged = 0;
  const now = () => new Date(performance.timeOrigin + performance.now() + ahead);
  const measure = async () => {
    const begun = performance.now();
    const { at } = await db.one<{ at: number }>(
      sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as at`,
    );
    const ended = performance.now();
    // The database read its clock somewhere in between.
    const middle = performance.timeOrigin + (begun + ended) / 2;
    const uncertain = (ended - begun) / 2;
    // A change within the measuring error is ignored, so that the clock does not jump back and forth.
    if (Math.abs(at - middle - ahead) > uncertain + 5) ahead = at - middle;
    const skew = at - wallClock() + (ended - begun) / 2;
    if (Math.abs(skew - logged) > tolerated && Math.abs(skew) > tolerated) {
      log.warn(
        { seconds: Math.round(skew / 100) / 10 },
        "this machine's clock differs from the database's, which decides",
      );
      logged = skew;
    } else if (logged !== 0 && Math.abs(skew) <= tolerated) {
      log.info("this machine's clock agrees with the database's again");
      logged = 0;
    }
  };
  await measure();
  const stopping = new AbortController();
  const measuring = (async () => {
    for (;;) {
      await sleep(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      // While the database is away, the clock keeps running.
      await measure().catch((error: unknown) => log.debug({ err: error }, "the database's clock is not measured"));
    }
  })();
  return {
    now,
    measure,
    async stop() {
      stopping.abort();
      await measuring;
    },
  };
}
