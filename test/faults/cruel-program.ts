import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Database } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";
import { type Answer, administrator, clientOf, signIn } from "../support/client.ts";
import { type RunningProgram, runProgram } from "../support/run-program.ts";

/** The program with its embedded database, for tests that kill both, and a client that keeps retrying. */
export interface CruelProgram {
  /** Direct access, to set up and to inspect without the program. */
  db: Database;
  /** Sends a request, with the same headers each time, until the answer is not 503. Other server errors fail the test. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Kills one of them and brings it back: starts the program again, or waits for the program to restart the database. */
  kill(victim: Victim): Promise<void>;
  stop(): Promise<void>;
}

const victims = ["the program", "the database", "a database connection", "both"] as const;
export type Victim = (typeof victims)[number];

export async function cruelProgram(): Promise<CruelProgram> {
  let program: RunningProgram = await runProgram({ embedded: true });
  let { token } = program;
  const { data } = program;
  let up = Promise.resolve();
  const [, , , port] = await pidFile(data);
  const password = (await readFile(join(data, "postgres-password"), "utf8")).trim();
  const db = connect(`postgres://leadyard:${password}@127.0.0.1:${port}/leadyard`, () => undefined, 2);

  async function startAgain(): Promise<void> {
    program = await runProgram({ data, embedded: true });
  }

  return {
    db,
    async ask(method, path, body, headers) {
      for (;;) {
        await up;
        const answer = await clientOf(program.url, token)
          .request(method, path, body, headers)
          .catch(() => undefined);
        if (answer?.status === 401) {
          token = await signIn(program.url, administrator.email, administrator.password).catch(() => token);
        } else if (answer && answer.status !== 503) return answer;
        await sleep(50);
      }
    },
    async kill(victim) {
      if (victim === "a database connection") {
        const backend = await db
          .maybe<{ pid: number }>(sql`
            select pid from pg_stat_activity
            where backend_type = 'client backend' and pid <> pg_backend_pid() and datname = current_database()
            order by (state = 'active') desc, random()
            limit 1
          `)
          .catch(() => undefined);
        if (backend) end(backend.pid);
        return;
      }
      const [server] = await pidFile(data);
      if (victim !== "the program") end(server);
      if (victim !== "the database") {
        await program.kill();
        up = startAgain();
        await up;
      }
    },
    async stop() {
      await db.close();
      await program.stop();
    },
  };
}

/** The lines of the database's pid file: process id, folder, start time, port. */
async function pidFile(data: string): Promise<string[]> {
  return (await readFile(join(data, "postgres/postmaster.pid"), "utf8").catch(() => "")).split("\n");
}

/** Kills a process if it still exists. */
function end(pid: number | string | undefined): void {
  if (!Number(pid)) return;
  try {
    process.kill(Number(pid), "SIGKILL");
  } catch {
    // It was killed before, and the file still has its process id.
  }
}
