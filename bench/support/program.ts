import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
export const administrator = { email: "bench@example.com", password: "a password for benches" };

/** The program, started as `npm start` starts it. */
export interface Program {
  url: string;
  /** An API token of the administrator. */
  token: string;
  process: ChildProcess;
  /** Peak resident memory in MB; undefined if the system does not report it. */
  peakMemory(): Promise<number | undefined>;
  stop(): Promise<void>;
}

export async function startProgram(environment: Record<string, string>): Promise<Program> {
  const child = spawnProgram([process.execPath, ...(await startArguments())], environment);
  try {
    const url = await addressOf(child, /Leadyard is at\s+(http\S+)/);
    const token = await apiToken(url);
    return { url, token, process: child, peakMemory: () => readPeakMemory(child), stop: () => stopProcess(child) };
  } catch (error) {
    await stopProcess(child);
    throw error;
  }
}

/** The arguments that `npm start` passes to Node. */
async function startArguments(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
  return scripts.start.split(" ").slice(1);
}

/** Spawns the program, or a command that starts it, in its own process group. */
export function spawnProgram([command, ...args]: [string, ...string[]], environment: Record<string, string>) {
  return spawn(command, args, {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      HOST: "127.0.0.1",
      PORT: "0",
      LOG_LEVEL: "warn",
      LEADYARD_ADMIN_EMAIL: administrator.email,
      LEADYARD_ADMIN_PASSWORD: administrator.password,
      ...environment,
    },
    stdio: ["ignore", "pipe", "inherit"],
    // Its own process group, so that it can be stopped together with its children.
    detached: true,
  });
}

/** Waits for the process to print its address. */
export async function addressOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  let printed = "";
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    const address = pattern.exec(printed)?.[1];
    if (address === undefined) continue;
    // Discard later output: an unread pipe would fill up and block the process.
    child.stdout?.resume();
    return address;
  }
  throw new Error(`the process ended before it printed its address; output: ${printed}`);
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

async function apiToken(url: string): Promise<string> {
  const signedIn = await fetch(`${url}/api/auth/login/admin`, {
    method: "POST",
    body: new URLSearchParams({ username: administrator.email, password: administrator.password }),
  });
  const { accessToken } = (await signedIn.json()) as { accessToken: string };
  const made = await fetch(`${url}/voice/api/v1/admin/token`, {
    method: "POST",
    headers: { authorization: `Bearer ${accessToken}` },
  });
  if (!made.ok) throw new Error(`no API token: ${await made.text()}`);
  return await made.text();
}

async function readPeakMemory({ pid }: ChildProcess): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
}
