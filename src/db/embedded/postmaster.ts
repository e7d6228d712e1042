import { execFile, spawn } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { open, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { platform } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Cluster } from "./embedded-cluster.ts";
import { boundLog, logFile, logSettings } from "./server-log.ts";

const run = promisify(execFile);

const defaults: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  // A socket's path may be too long, and nobody needs it.
  unix_socket_directories: "",
  shared_buffers: "256MB",
  max_wal_size: "4GB",
  checkpoint_timeout: "15min",
  wal_level: "minimal",
  max_wal_senders: "0",
  jit: "off",
  // Until a new table is analyzed, statements over many of its leads are planned as if they were few.
  autovacuum_naptime: "10s",
  ...logSettings,
};

/** The port of the server that lives on the cluster's files, whether it takes connections already or not. */
export async function livingPort({ folder }: Cluster): Promise<number | undefined> {
  const [pid, files, , port] = (await readFile(pidFile(folder), "utf8").catch(() => "")).split("\n");
  // After a crash the file stays, and the number may be that of another process by now.
  return (await commandOf(Number(pid))).includes(` -D ${files} `) ? Number(port) || undefined : undefined;
}

/** The port it had last, if that is free; otherwise another one. */
export async function choosePort({ folder }: Cluster): Promise<number> {
  const options = await readFile(join(folder, "postmaster.opts"), "utf8").catch(() => "");
  const last = Number(/port=(\d+)/.exec(options)?.[1]);
  if (last && (await isFree(last))) return last;
  for (;;) {
    // Below those of outgoing connections, which could hold it just when the server has to be started again.
    const port = randomInt(15_000, 30_000);
    if (await isFree(port)) return port;
  }
}

/** Starts the server, once what a killed one has left is out of the way; it recovers from the crash then. Returns when it takes connections. */
export async function startPostmaster(cluster: Cluster, port: number, settings: Record<string, string>): Promise<void> {
  const { folder } = cluster;
  await rm(pidFile(folder), { force: true });
  await endLeftovers(cluster);
  const log = logFile(cluster);
  await boundLog(cluster);
  const all = { ...defaults, ...settings, cluster_name: nameOf(cluster), port: String(port) };
  const options = Object.entries(all).map(([name, value]) => `-c ${name}=${value === "" ? "''" : value}`);
  try {
    await control(cluster, ["start", "-D", folder, "-l", log, "-w", "-t", "120", "-o", options.join(" ")]);
  } catch (cause) {
    const tail = (await readFile(log, "utf8").catch(() => "")).trim().split("\n").slice(-3).join("; ");
    throw new Error(`the embedded database did not start: ${tail || String(cause)}`, { cause });
  }
}

export async function stopPostmaster(cluster: Cluster): Promise<void> {
  await control(cluster, ["stop", "-D", cluster.folder, "-m", "fast", "-w", "-t", "60"]);
}

const pidFile = (folder: string) => join(folder, "postmaster.pid");

/** Appears in the titles of the server's processes and identifies them. */
const nameOf = ({ password }: Cluster) =>
  `leadyard-${createHash("sha256").update(password).digest("hex").slice(0, 12)}`;

/**
 * Ends what outlived a killed server. A process in the middle of a statement would go on to the statement's end, and for as long as one
 * has the old shared memory no new server starts.
 */
async function endLeftovers(cluster: Cluster): Promise<void> {
  for (;;) {
    const left = await processesTitled(`postgres: ${nameOf(cluster)}: `);
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
    await sleep(20);
  }
}

async function processesTitled(start: string): Promise<number[]> {
  if (platform() === "linux") {
    const pids = (await readdir("/proc")).map(Number).filter((pid) => pid > 0);
    const commands = await Promise.all(pids.map(commandOf));
    return pids.filter((_, i) => commands[i]?.startsWith(start));
  }
  const { stdout } = await run("ps", ["-A", "-o", "pid=,command="]);
  return stdout
    .split("\n")
    .map((line) => /^\s*(\d+) (.*)$/.exec(line))
    .flatMap((found) => (found?.[2]?.startsWith(start) ? [Number(found[1])] : []));
}

/** How a process was called. Empty when there is none of that number, and when it is dead but its parent has not taken notice, as in many containers. */
async function commandOf(pid: number): Promise<string> {
  if (!pid) return "";
  // Containers often have no ps.
  if (platform() === "linux") {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ");
  }
  return (await run("ps", ["-p", String(pid), "-o", "command="]).catch(() => ({ stdout: "" }))).stdout;
}

/** pg_ctl, with its output thrown away: the server inherits it, and an open pipe would keep us waiting for as long as it lives. */
async function control({ binaries, account }: Cluster, args: string[]): Promise<void> {
  const nothing = await open("/dev/null", "w");
  try {
    const child = spawn(binaries.pg_ctl, args, {
      ...account,
      stdio: ["ignore", nothing.fd, nothing.fd],
      detached: true,
    });
    const code = await new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject));
    if (code !== 0) throw new Error(`pg_ctl ${args[0]} ended with ${code}`);
  } finally {
    await nothing.close();
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.on("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  });
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}
