import { follow } from "../../api/events.ts";
import type { Floor, FloorNews } from "../../api/shapes.ts";

export type FloorEvent = FloorNews["events"][number];

/** A line of the stream; without an event, a gap: what happened then is not known. */
export interface Entry {
  key: string;
  at: string;
  event: FloorEvent | null;
}

export interface FeedState {
  /** The newest first. */
  entries: readonly Entry[];
  /** How many more wait while it is held. */
  waiting: number;
  figures: Floor | undefined;
  connection: "connecting" | "live" | "lost";
  /** Calls that ended since it is watched, and of those the ones that a person answered. */
  ended: number;
  answered: number;
}

// What is drawn at most, and how often what has come is let in: nobody reads faster.
const most = 120;
const pause = 100;
// The server tells what happened once a second; it is let in over that second.
const ticks = 8;

/** Follows an account's floor, and lets what happens in at an even pace: a hundred events that come at once do not jump at who reads. */
export class FloorFeed {
  #seen: FeedState = { entries: [], waiting: 0, figures: undefined, connection: "connecting", ended: 0, answered: 0 };
  #listeners = new Set<() => void>();
  #queue: Entry[] = [];
  #known = new Set<string>();
  #held = false;
  #left = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #closing = new AbortController();
  #gaps = 0;
  #wasLive = false;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly seen = (): FeedState => this.#seen;

  /** `campaignId`: only what happens in this campaign is let in. */
  async open(accountId: number, minutes: number, campaignId: number | undefined): Promise<void> {
    this.#closing = new AbortController();
    const { signal } = this.#closing;
    const path = `/accounts/${accountId}/dialer/events?minutes=${minutes}`;
    for (; !signal.aborted; await new Promise((resolve) => setTimeout(resolve, 5000))) {
      const heard = (_event: string, news: FloorNews) => this.#hear(news, campaignId);
      await follow<FloorNews>(path, heard, signal, (is) => this.#connected(is));
      // Refused, as when a session has ended; it is asked for again on this page.
      this.#connected(false);
    }
  }

  close(): void {
    this.#closing.abort();
    this.#rest();
  }

  /** Held, nothing moves; what happens meanwhile waits. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.#begin();
  }

  #connected(is: boolean): void {
    if (this.#closing.signal.aborted) return;
    if (!is && this.#wasLive)
      this.#queue.push({ key: `gap ${++this.#gaps}`, at: new Date().toISOString(), event: null });
    this.#wasLive = is;
    this.#show({ connection: is ? "live" : "lost" });
    if (!is) this.#begin();
  }

  #hear({ events, figures }: FloorNews, campaignId: number | undefined): "more" {
    let { ended, answered } = this.#seen;
    for (const event of events) {
      if (campaignId !== undefined && event.campaignId !== campaignId) continue;
      const key = event.passId === undefined ? `${event.kind} ${event.claimId} ${event.phone}` : `pass ${event.passId}`;
      // After a break the server tells again what is open.
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      this.#queue.push({ key, at: event.at, event });
      if (event.kind !== "OUTCOME") continue;
      ended++;
      if (event.systemDisposition === "ANSWER" || event.systemDisposition === "ABANDON") answered++;
    }
    this.#queue.splice(0, this.#queue.length - most);
    const tooMany = this.#known.size - 5000;
    if (tooMany > 0) for (const key of [...this.#known].slice(0, tooMany)) this.#known.delete(key);
    this.#left = ticks;
    this.#show({ ended, answered, waiting: this.#held ? this.#queue.length : 0, ...(figures ? { figures } : {}) });
    this.#begin();
    return "more";
  }

  #begin(): void {
    this.#timer ??= setInterval(() => this.#letIn(), pause);
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #letIn(): void {
    if (this.#held || this.#queue.length === 0) {
      this.#rest();
      return;
    }
    const some = this.#queue.splice(0, Math.ceil(this.#queue.length / Math.max(1, this.#left--)));
    this.#show({ entries: [...some.toReversed(), ...this.#seen.entries].slice(0, most), waiting: 0 });
  }

  #show(change: Partial<FeedState>): void {
    this.#seen = { ...this.#seen, ...change };
    for (const tell of this.#listeners) tell();
  }
}
