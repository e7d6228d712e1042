import type { Logger } from "pino";
import type { Activity } from "./activity.ts";
import type { Config } from "./config.ts";
import type { Database } from "./db/database.ts";
import type { Notifications } from "./db/notifications.ts";

/** What every part of the program is given. */
export interface Context {
  config: Config;
  db: Database;
  /** PostgreSQL's notifications, which reach all instances. */
  notifications: Notifications;
  /** The current time, by the database's clock. */
  clock: () => Date;
  log: Logger;
  /** What the program is working on. */
  activity: Activity;
  /**
   * The address under which others reach the program, without a trailing slash: PUBLIC_URL, or else where it listens.
   */
  publicUrl: () => string;
}
