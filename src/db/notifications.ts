import pg from "pg";

type Handler = (payload: string | undefined) => void;

/** PostgreSQL's notifications over one connection, which is made again when it is lost. */
export class Notifications {
  readonly #connectionString: string;
  readonly #handlers = new Map<string, Set<Handler>>();
  #client: pg.Client | undefined;
  // The driver wants one query at a time.
  #statements: Promise<unknown> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
  }

  /** Calls the handler with each notification's payload; without one when some may have been missed. Returns how to stop that. */
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

  /** What was announced before the subscription holds is lost, so its handlers are told to look for themselves. */
  #subscribe(client: pg.Client, channel: string): void {
    this.#statements = this.#statements
      .then(() => client.query(`listen ${pg.escapeIdentifier(channel)}`))
      .then(() => this.#tell(channel, undefined))
      // The connection is lost then, and the next one subscribes again.
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
