import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Tx } from "./database.ts";
import { sql } from "./sql.ts";

/** A clock that follows the database's. */
interface DatabaseClock {
  /** The current time on the database server. */
  now: () => Date;
  /** Measures the offset now; this also happens every 15 seconds. */
  measure(): Promise<void>;
  stop(): Promise<void>;
}

// Milliseconds between measurements, and so until a change of the database's clock is noticed.
const pause = 15_000;
// Milliseconds by which this machine's clock may differ without a warning.
const tolerated = 2000;

/**
 * Follows the database's clock, so that leases, calling hours and due times don't depend on which instance serves a
 * request. Between measurements it runs on a monotonic timer, so setting this machine's clock doesn't affect it. Logs
 * once when the two machines differ by more than two seconds, and again when the difference changes by as much.
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
    // The database read its clock somewhere in between; the middle is off by at most half the round trip.
    const middle = performance.timeOrigin + (begun + ended) / 2;
    const uncertain = (ended - begun) / 2;
    // Ignore changes within the measuring error, or the clock would jump back and forth.
    if (Math.abs(at - middle - ahead) > uncertain + 5) ahead = at - middle;
    const skew = at - wallClock() + (ended - begun) / 2;
    if (Math.abs(skew - logged) > tolerated && Math.abs(skew) > tolerated) {
      log.warn(
        { seconds: Math.round(skew / 100) / 10 },
        "this machine's clock differs from the database's; the database's applies",
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
      // While the database is unreachable, the clock keeps running.
      await measure().catch((error: unknown) => log.debug({ err: error }, "cannot measure the database's clock"));
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
