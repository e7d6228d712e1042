import pg from "pg";

type Handler = (payload: string | undefined) => void;

/** Listens to PostgreSQL's notifications on a connection of its own, and reconnects when it is lost. */
export class Notifications {
  readonly #connectionString: string;
  readonly #handlers = new Map<string, Set<Handler>>();
  #client: pg.Client | undefined;
  // Statements take turns, since the driver runs one at a time.
  #statements: Promise<unknown> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
  }

  /**
   * Calls the handler with the payload of each notification, and without one whenever some may have been missed.
   * Returns a function that ends this.
   */
  listen(channel: string, handler: Handler): () => void {
    const handlers = this.#handlers.get(channel);
    if (handlers) handlers.add(handler);
    else {
      this.#handlers.set(channel, new Set([handler]));
      if (this.#client) this.#subscribe(this.#client, channel);
    }
    return () => this.#handlers.get(channel)?.delete(handler);
  }

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#connectionString, keepAlive: true });
    client.on("notification", ({ channel, payload }) => this.#tell(channel, payload));
    client.on("error", () => this.#lost(client));
    client.on("end", () => this.#lost(client));
    await client.connect();
    if (this.#stopped) return await client.end();
    this.#client = client;
    for (const channel of this.#handlers.keys()) this.#subscribe(client, channel);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  /** Notifications sent before LISTEN takes effect are lost, so tells the handlers that they may have missed some. */
  #subscribe(client: pg.Client, channel: string): void {
    this.#statements = this.#statements
      .then(() => client.query(`listen ${pg.escapeIdentifier(channel)}`))
      .then(() => this.#tell(channel, undefined))
      // The connection was lost; the next one subscribes again.
      .catch(() => undefined);
  }

  #tell(channel: string, payload: string | undefined): void {
    for (const handler of this.#handlers.get(channel) ?? []) handler(payload);
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
