import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { Activity } from "../../src/activity.ts";
import { readConfig } from "../../src/config.ts";
import type { Context } from "../../src/context.ts";
import { Notifications } from "../../src/db/notifications.ts";
import { testDatabase } from "./database.ts";

/** The program's context on the test file's own database. Its clock stands still at `now` until the test changes that. */
export async function testContext(environment: Record<string, string> = {}) {
  const { db, url, drop } = await testDatabase();
  const LEADYARD_DATA = await mkdtemp(join(tmpdir(), "leadyard-house-"));
  const notifications = new Notifications(url);
  await notifications.start();
  const time = { now: new Date("2026-07-24T16:00:00Z") };
  const context: Context = {
    config: readConfig({ LEADYARD_DATA, LOG_LEVEL: "silent", ...environment }),
    db,
    notifications,
    clock: () => time.now,
    log: pino({ level: "silent" }),
    activity: new Activity(),
    publicUrl: () => "https://leads.example.com",
  };
  return {
    context,
    time,
    url,
    async drop() {
      await notifications.stop();
      await drop();
      await rm(LEADYARD_DATA, { recursive: true, force: true });
    },
  };
}
