/**
 * Runs the program as a user does, for black-box tests: `node src/server.ts` as its own process on a free port.
 *
 *     const program = await runProgram();                  // on an empty database of the test run's server
 *     const program = await runProgram({ embedded: true }) // with its embedded database, in its own folder
 *     const { status, body } = await program.request("GET", "/voice/api/v1/admin/accounts");   // as the administrator
 *     program.output()                                     // its output so far
 *     await program.kill();                                // kill -9; runProgram({ data: program.data, databaseUrl: program.databaseUrl }) starts it again
 *     await program.stop();                                // SIGTERM, then removes its folder and database
 *
 * `env` adds settings. `administrator` has the credentials of the administrator and the API client.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { administrator, type Client, clientOf, signIn, testKey } from "./client.ts";
import { roleSettings } from "./database.ts";

export { administrator };

export interface RunningProgram extends Client {
  url: string;
  /** Its data folder. */
  data: string;
  databaseUrl: string | undefined;
  process: ChildProcess;
  output(): string;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  env?: Record<string, string>;
  embedded?: boolean;
  databaseUrl?: string | undefined;
  data?: string;
  /** Folder of the program; this one by default. */
  root?: string;
  /** Milliseconds within which it must print its address. */
  patience?: number;
}

export async function runProgram(options: Options = {}): Promise<RunningProgram> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), "leadyard-run-")));
  await chmod(data, 0o755);
  const databaseUrl = options.databaseUrl ?? (options.embedded ? undefined : await emptyDatabase());
  const root = options.root ?? join(import.meta.dirname, "../..");
  const child = spawn(process.execPath, [join(root, "src/server.ts")], {
    env: {
      PATH: process.env.PATH,
      HOST: "127.0.0.1",
      PORT: "0",
      LEADYARD_DATA: data,
      LEADYARD_KEY: testKey,
      LEADYARD_ADMIN_EMAIL: administrator.email,
      LEADYARD_ADMIN_PASSWORD: administrator.password,
      LEADYARD_CLIENT_ID: administrator.clientId,
      LEADYARD_CLIENT_SECRET: administrator.clientSecret,
      LOG_LEVEL: "warn",
      ...(databaseUrl === undefined ? {} : roleSettings(databaseUrl)),
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { url, output } = await printedAddress(child, options.patience ?? 60_000);
  const password = options.env?.LEADYARD_ADMIN_PASSWORD ?? administrator.password;
  const token = await signIn(url, administrator.email, password).catch(() => "");
  return {
    ...clientOf(url, token),
    url,
    data,
    databaseUrl,
    process: child,
    output,
    kill: () => end(child, "SIGKILL"),
    async stop() {
      await end(child, "SIGTERM");
      await rm(data, { recursive: true, force: true });
      if (databaseUrl !== undefined && options.databaseUrl === undefined) await dropDatabase(databaseUrl);
    },
  };
}

/** Waits for the line with the address. If the program ends first, the error includes its output. */
async function printedAddress(child: ChildProcess, patience: number): Promise<{ url: string; output: () => string }> {
  let printed = "";
  const output = () => printed;
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`the program ${reason}; it printed:\n${printed}`));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(`printed no address within ${patience} ms`);
    }, patience);
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      // Wait for the end of the greeting, so that all of it has been printed.
      const address = /Leadyard is at\s+(http\S+)[\s\S]*API reference.*\n/.exec(printed)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
  return { url, output };
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await ended;
}

/** Creates an empty database that several programs can share. `dropDatabase` it at the end. */
export async function emptyDatabase(): Promise<string> {
  const name = `run_${randomBytes(6).toString("hex")}`;
  await onServer(`create database ${name} owner ${new URL(inject("templateUrls").owner).username}`);
  const url = new URL(inject("templateUrl"));
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropDatabase(databaseUrl: string): Promise<void> {
  await onServer(`drop database if exists ${new URL(databaseUrl).pathname.slice(1)} with (force)`);
}

async function onServer(statement: string): Promise<void> {
  const address = new URL(inject("templateUrl"));
  address.pathname = "/postgres";
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  await client.query(statement);
  await client.end();
}
