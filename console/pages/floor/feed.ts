import { followEvents } from "../../api/events.ts";
import type { Floor, FloorNews } from "../../api/shapes.ts";

export type FloorEvent = FloorNews["events"][number];

/** A line of the stream. Without an event it marks a gap: the connection was lost and events were missed. */
export interface Entry {
  key: string;
  at: string;
  event: FloorEvent | null;
}

export interface FeedState {
  /** Newest first. */
  entries: readonly Entry[];
  /** How many events wait while the stream is paused. */
  waiting: number;
  figures: Floor | undefined;
  connection: "connecting" | "live" | "lost";
  /** Calls that ended since the stream was opened, and how many of those a person answered. */
  ended: number;
  answered: number;
}

/** At most this many lines are kept. More than anyone can read, but cheap to draw. */
const maxEntries = 120;
/** Milliseconds between two updates of the stream. */
const tickLength = 100;
/** The server sends events once a second. Spreading them over 8 ticks shows them evenly, done before the next ones. */
const ticks = 8;

/**
 * Follows an account's calls and releases the events at an even pace, so that a burst of a hundred doesn't make the list
 * jump. A store for `useSyncExternalStore`.
 */
export class FloorFeed {
  #state: FeedState = { entries: [], waiting: 0, figures: undefined, connection: "connecting", ended: 0, answered: 0 };
  #listeners = new Set<() => void>();
  #queue: Entry[] = [];
  #seenKeys = new Set<string>();
  #paused = false;
  #ticksLeft = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #closing = new AbortController();
  #gaps = 0;
  #wasLive = false;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly state = (): FeedState => this.#state;

  /** Connects and stays connected until `close`. With a `campaignId`, other campaigns' events are dropped. */
  async open(accountId: number, minutes: number, campaignId: number | undefined): Promise<void> {
    this.#closing = new AbortController();
    const { signal } = this.#closing;
    const path = `/accounts/${accountId}/dialer/events?minutes=${minutes}`;
    for (; !signal.aborted; await new Promise((resolve) => setTimeout(resolve, 5000))) {
      const onEvent = (_event: string, news: FloorNews) => this.#receive(news, campaignId);
      await followEvents<FloorNews>(path, onEvent, signal, (is) => this.#setConnected(is));
      // The server refused the stream, for example because the session ended. Retry: signing in happens on this page.
      this.#setConnected(false);
    }
  }

  close(): void {
    this.#closing.abort();
    this.#stopTimer();
  }

  /** While paused, new events wait. */
  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused) this.#startTimer();
  }

  #setConnected(is: boolean): void {
    if (this.#closing.signal.aborted) return;
    if (!is && this.#wasLive)
      this.#queue.push({ key: `gap ${++this.#gaps}`, at: new Date().toISOString(), event: null });
    this.#wasLive = is;
    this.#update({ connection: is ? "live" : "lost" });
    if (!is) this.#startTimer();
  }

  #receive({ events, figures }: FloorNews, campaignId: number | undefined): "more" {
    let { ended, answered } = this.#state;
    for (const event of events) {
      if (campaignId !== undefined && event.campaignId !== campaignId) continue;
      const key = event.passId === undefined ? `${event.kind} ${event.claimId} ${event.phone}` : `pass ${event.passId}`;
      // After a reconnect, the server sends the open claims again.
      if (this.#seenKeys.has(key)) continue;
      this.#seenKeys.add(key);
      this.#queue.push({ key, at: event.at, event });
      if (event.kind !== "OUTCOME") continue;
      ended++;
      if (event.systemDisposition === "ANSWER" || event.systemDisposition === "ABANDON") answered++;
    }
    this.#queue.splice(0, this.#queue.length - maxEntries);
    // Forget the oldest keys, so that the set doesn't grow without bound.
    const tooMany = this.#seenKeys.size - 5000;
    if (tooMany > 0) for (const key of [...this.#seenKeys].slice(0, tooMany)) this.#seenKeys.delete(key);
    this.#ticksLeft = ticks;
    this.#update({ ended, answered, waiting: this.#paused ? this.#queue.length : 0, ...(figures ? { figures } : {}) });
    this.#startTimer();
    return "more";
  }

  #startTimer(): void {
    this.#timer ??= setInterval(() => this.#release(), tickLength);
  }

  #stopTimer(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #release(): void {
    if (this.#paused || this.#queue.length === 0) {
      this.#stopTimer();
      return;
    }
    const released = this.#queue.splice(0, Math.ceil(this.#queue.length / Math.max(1, this.#ticksLeft--)));
    this.#update({ entries: [...released.toReversed(), ...this.#state.entries].slice(0, maxEntries), waiting: 0 });
  }

  #update(change: Partial<FeedState>): void {
    this.#state = { ...this.#state, ...change };
    for (const notify of this.#listeners) notify();
  }
}
