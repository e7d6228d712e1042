import type { Database } from "../../db/database.ts";
import { type Actor, type Change, recordAudit } from "./audit.ts";

/** Milliseconds within which repetitions are counted instead of recorded. */
const windowLength = 60_000;
/** Entries whose repetitions are counted at a time; beyond these, repetitions of new ones are only in the log. */
const mostOpen = 10_000;

interface Entry {
  actor: Actor;
  accountId: number;
  change: Change;
}

interface Counted extends Entry {
  times: number;
  endsAt: number;
}

/**
 * Records what clients may repeat at any rate, so that they cannot fill the disk: an entry at once, and repetitions
 * within a minute as one more entry that says how many there were.
 */
export class RepeatedEntries {
  readonly #db: Database;
  readonly #counted = new Map<string, Counted>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** `now` in milliseconds. */
  async record(entry: Entry, now: number): Promise<void> {
    const { actor, accountId, change } = entry;
    const key = [accountId, actor.userId, actor.name, actor.address, change.type, change.entity, change.id].join(" ");
    const counted = this.#counted.get(key);
    if (counted && now < counted.endsAt) {
      counted.times++;
      return;
    }
    if (!counted && this.#counted.size >= mostOpen) return;
    this.#counted.set(key, { ...entry, times: 0, endsAt: now + windowLength });
    if (counted) await this.#write([counted]);
    await recordAudit(this.#db, actor, accountId, change);
  }

  /** Records the repetitions of minutes that are over; with `Number.POSITIVE_INFINITY`, all. */
  async flush(now: number): Promise<void> {
    const over = [...this.#counted].filter(([, { endsAt }]) => endsAt <= now);
    for (const [key] of over) this.#counted.delete(key);
    await this.#write(over.map(([, counted]) => counted));
  }

  async #write(counted: Counted[]): Promise<void> {
    for (const { actor, accountId, change, times } of counted) {
      if (times === 0) continue;
      await recordAudit(this.#db, actor, accountId, {
        ...change,
        description: `${change.description} (${times} more within a minute)`,
        after: { ...change.after, repeated: times },
      });
    }
  }
}
