/**
 * Runs the whole program inside the test's process, on its own database and a free port:
 *
 *     const program = await startProgram();
 *     afterAll(() => program.stop());
 *     const { status, body } = await program.request("GET", "/voice/api/v1/admin/accounts");
 *     const viewer = await program.as("viewer");              // another user with that role on the first account
 *     await viewer.request("POST", "/v1/accounts/1/…", { … });
 *
 * `request` is signed in as the administrator, uses real HTTP, and never throws because of a status.
 * `startProgram({ clock, config })` takes a clock and settings, for instance `{ RATE_LIMITS: "ringcx" }`.
 */

import type { Role } from "../../src/accounts/caller.ts";
import { hashPassword } from "../../src/accounts/sign-in/passwords/passwords.ts";
import { readConfig } from "../../src/config.ts";
import type { Database } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";
import { type RunningServer, start } from "../../src/server.ts";
import { administrator, type Client, clientOf, signIn, testKey } from "./client.ts";
import { roleSettings, testDatabase } from "./database.ts";

export { type Answer, administrator, type Client } from "./client.ts";

export interface Program extends Client {
  /** Base URL, for instance `http://127.0.0.1:41234`. */
  url: string;
  db: Database;
  databaseUrl: string;
  /** The id of the first account, which is the administrator's. */
  accountId: number;
  /** Creates a user with this role on the first account, or on another. With null, the user has no role there, only an account of their own. */
  as(role: Role | null, accountId?: number): Promise<Client & { userId: number; email: string; accountId: number }>;
  /** A client that sends this token, or none. */
  client(token?: string): Client;
  stop(): Promise<void>;
}

const password = "another password for tests";
let passwordHash: Promise<string> | undefined;
let count = 0;

interface Options {
  clock?: () => Date;
  config?: Record<string, string>;
}

/** The program on a database that is there. */
export function startOn(databaseUrl: string, { clock, config = {} }: Options): Promise<RunningServer> {
  const settings = readConfig({
    PORT: "0",
    LOG_LEVEL: "silent",
    ...roleSettings(databaseUrl),
    LEADYARD_KEY: testKey,
    LEADYARD_ADMIN_EMAIL: administrator.email,
    LEADYARD_ADMIN_PASSWORD: administrator.password,
    LEADYARD_CLIENT_ID: administrator.clientId,
    LEADYARD_CLIENT_SECRET: administrator.clientSecret,
    ...config,
  });
  return start(settings, clock);
}

/** `from`: the database to copy, if it is not the empty one. */
export async function startProgram(options: Options & { from?: string } = {}): Promise<Program> {
  const { db, url: databaseUrl, drop } = await testDatabase(options.from);
  const running = await startOn(databaseUrl, options);
  const token = await signIn(running.url, administrator.email, administrator.password);
  const { accountId } = await db.one<{ accountId: number }>(sql`
    select min(account_id) as "accountId" from account
  `);
  return {
    ...clientOf(running.url, token),
    url: running.url,
    db,
    databaseUrl,
    accountId,
    client: (given) => clientOf(running.url, given ?? ""),
    async as(role, on = accountId) {
      passwordHash ??= hashPassword(password);
      const email = `user${++count}@example.com`;
      const home =
        role === null
          ? (
              await db.one<{ id: number }>(
                sql`insert into account (account_name) values (${`Account of ${email}`}) returning account_id as id`,
              )
            ).id
          : on;
      const { userId } = await db.one<{ userId: number }>(sql`
        insert into app_user (email, password_hash, home_account_id) values (${email}, ${await passwordHash}, ${home})
        returning user_id as "userId"
      `);
      await db.execute(sql`
        insert into account_role (account_id, user_id, role) values (${home}, ${userId}, ${role ?? "admin"})
      `);
      return {
        ...clientOf(running.url, await signIn(running.url, email, password)),
        userId,
        email,
        accountId: home,
      };
    },
    async stop() {
      await running.stop();
      await drop();
    },
  };
}
