import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Database } from "./db/database.ts";
import type { Notifications } from "./db/notifications.ts";

/** What every part is built with. */
export interface Context {
  config: Config;
  db: Database;
  /** What the database tells all instances. */
  notifications: Notifications;
  /** The present moment. */
  clock: () => Date;
  log: Logger;
  /** Address under which others reach the program, without a slash at the end: PUBLIC_URL, else where it listens. */
  publicUrl: () => string;
}
