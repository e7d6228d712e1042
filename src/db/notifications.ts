import pg from "pg";

type Handler = (payload: string | undefined) => void;

/** PostgreSQL's notifications over one connection, which is made again when it is lost. */
export class Notifications {
  readonly #connectionString: string;
  readonly #handlers = new Map<string, Set<Handler>>();
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
  }

  /** Calls the handler with each notification's payload; without one when some may have been missed. Returns how to stop that. */
  listen(channel: string, handler: Handler): () => void {
    const handlers = this.#handlers.get(channel) ?? new Set();
    if (handlers.size === 0) {
      this.#handlers.set(channel, handlers);
      void this.#client?.query(`listen ${pg.escapeIdentifier(channel)}`).catch(() => undefined);
    }
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#connectionString, keepAlive: true });
    client.on("notification", ({ channel, payload }) => {
      for (const handler of this.#handlers.get(channel) ?? []) handler(payload);
    });
    client.on("error", () => this.#lost(client));
    client.on("end", () => this.#lost(client));
    await client.connect();
    this.#client = client;
    for (const channel of this.#handlers.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    for (const handlers of this.#handlers.values()) for (const handler of handlers) handler(undefined);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  #lost(client: pg.Client): void {
    if (this.#stopped || this.#client !== client) return;
    this.#client = undefined;
    this.#reconnectSoon();
  }

  #reconnectSoon(): void {
    this.#retry = setTimeout(() => {
      this.start().catch(() => {
        if (!this.#stopped) this.#reconnectSoon();
      });
    }, 500);
  }
}
