import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Tx } from "./database.ts";
import { sql } from "./sql.ts";

interface DatabaseClock {
  /** The present moment as the database has it. */
  now: () => Date;
  /** Measures anew, as happens by itself from time to time. */
  measure(): Promise<void>;
  stop(): Promise<void>;
}

// Milliseconds. Clocks drift by less than a second a day; one that is set anew is noticed within this.
const pause = 15_000;
const tolerated = 2000;

/**
 * The clock that all instances share, so that leases, calling hours and due times do not depend on whose request it is. It is measured
 * against the database's and runs on by itself in between, whatever is done to this machine's. A difference of more than two seconds between
 * the two machines is logged once, and again when it has changed.
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
    // It was read at some moment in between.
    const middle = performance.timeOrigin + (begun + ended) / 2;
    const uncertain = (ended - begun) / 2;
    // Within what cannot be told apart it stays, so that it does not jump back and forth.
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
      // The database is away; until it is back the clock runs on.
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
