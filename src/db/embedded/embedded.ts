import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { isConnectionLost } from "../database.ts";
import type { DatabaseUrls } from "../roles.ts";
import { type Cluster, openCluster, user } from "./embedded-cluster.ts";
import { ensureOwnership, ensureRoles, ownerRole, roleUrls } from "./embedded-roles.ts";
import { choosePort, livingPort, startPostmaster, stopPostmaster } from "./postmaster.ts";
import { boundLog } from "./server-log.ts";

/** The PostgreSQL server the program brings along. */
export interface EmbeddedServer {
  /** Addresses of a database on it, for roles without further rights; made if it is not there. */
  urls(database: string): Promise<DatabaseUrls>;
  /** Address of the same for the superuser, for tests and benchmarks, which look into the server itself. */
  url(database: string): Promise<string>;
  /** Stops the server, unless another instance of the program is still connected to it. */
  stop(): Promise<void>;
}

interface Options {
  /** Server parameters added to ours. */
  settings?: Record<string, string>;
  /** Hears what an operator should know: that the server was lost, that it is back. */
  say?: (message: string, error?: unknown) => void;
}

/**
 * Starts PostgreSQL on loopback with its data in `<folder>/postgres`, or takes over the server that a killed program has left running
 * there. Makes the cluster the first time. A server that dies is started again on the same port, until `stop`.
 */
export async function startEmbedded(
  folder: string,
  { settings = {}, say = () => undefined }: Options = {},
): Promise<EmbeddedServer> {
  const cluster = await openCluster(folder);
  const watch = await watchOrStart(cluster, settings);
  const { port } = watch;
  const stopping = new AbortController();
  const logWatch = setInterval(
    () => void boundLog(cluster).catch((error: unknown) => say("cannot shorten the database's log", error)),
    60_000,
  );
  logWatch.unref();
  const supervision = supervise(watch, () => watchOrStart(cluster, settings, port), say, stopping.signal);
  const url = (database: string) => `postgres://${user}:${cluster.password}@127.0.0.1:${port}/${database}`;
  return {
    async urls(database) {
      await ensureDatabase(cluster, port, database);
      return roleUrls(cluster, port, database);
    },
    async url(database) {
      await ensureDatabase(cluster, port, database);
      return url(database);
    },
    async stop() {
      clearInterval(logWatch);
      stopping.abort();
      await supervision;
      await cluster.alone(async () => {
        if ((await livingPort(cluster)) === undefined || (await isShared(cluster, port))) return;
        await stopPostmaster(cluster);
      });
    },
  };
}

/** Makes the database and the roles, and has the owner role own everything in it. */
async function ensureDatabase(cluster: Cluster, port: number, database: string): Promise<void> {
  // One instance at a time: PostgreSQL refuses simultaneous changes of one owner.
  await cluster.alone(async () => {
    const server = await watchOn(cluster, port);
    try {
      await ensureRoles(cluster, server.client);
      const { rowCount } = await server.client.query("select from pg_database where datname = $1", [database]);
      if (rowCount === 0)
        await server.client.query(`create database ${server.client.escapeIdentifier(database)} owner ${ownerRole}`);
    } finally {
      await server.close();
    }
    const inside = await watchOn(cluster, port, database);
    try {
      await ensureOwnership(inside.client);
    } finally {
      await inside.close();
    }
  });
}

/**
 * A connection that is there to notice when the server is gone, and to show other instances, which would stop the server when they end,
 * that somebody needs it.
 */
interface Watch {
  client: pg.Client;
  port: number;
  gone: Promise<void>;
  close: () => Promise<void>;
}

async function watchOn({ password }: Cluster, port: number, database = "postgres"): Promise<Watch> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user,
    password,
    database,
    connectionTimeoutMillis: 5000,
  });
  const gone = new Promise<void>((resolve) => {
    client.on("error", () => resolve());
    client.on("end", () => resolve());
  });
  await client.connect();
  return { client, port, gone, close: () => client.end() };
}

/** Has the server started again whenever it is gone. */
async function supervise(
  watch: Watch,
  again: () => Promise<Watch>,
  say: NonNullable<Options["say"]>,
  signal: AbortSignal,
): Promise<void> {
  const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  let failures = 0;
  for (;;) {
    await Promise.race([watch.gone, stopped]);
    if (signal.aborted) return await watch.close();
    if (failures === 0) say("the embedded database is gone; starting it again");
    try {
      watch = await again();
      failures = 0;
      say("the embedded database is back");
    } catch (error) {
      failures++;
      say("the embedded database cannot be started again yet", error);
      await Promise.race([sleep(Math.min(250 * 2 ** failures, 15_000), undefined, { ref: false }), stopped]);
    }
  }
}

/** A connection to the server on the cluster's files, which is started if there is none; on that port if others rely on it. */
async function watchOrStart(cluster: Cluster, settings: Record<string, string>, port?: number): Promise<Watch> {
  return await cluster.alone(async () => {
    const living = await watchLiving(cluster);
    if (living && port !== undefined && living.port !== port) {
      await living.close();
      throw new Error(`it runs on port ${living.port} now, not on ${port}; start the program again`);
    }
    if (living) return living;
    const chosen = port ?? (await choosePort(cluster));
    await startPostmaster(cluster, chosen, settings);
    return await watchOn(cluster, chosen);
  });
}

/** A connection to the server that lives on the files, once it has started or recovered; undefined when there is none, or it was on its way down. */
async function watchLiving(cluster: Cluster): Promise<Watch | undefined> {
  for (const begun = Date.now(); ; ) {
    const port = await livingPort(cluster);
    if (port === undefined) return undefined;
    try {
      return await watchOn(cluster, port);
    } catch (error) {
      if (!isConnectionLost(error) || Date.now() - begun > 120_000) throw error;
      await sleep(50);
    }
  }
}

/** True when another instance is connected. A server that takes no connections now is nobody's: who needs it starts it again. */
async function isShared(cluster: Cluster, port: number): Promise<boolean> {
  const watch = await watchOn(cluster, port).catch(() => undefined);
  if (!watch) return false;
  try {
    // Our own connections end a moment after they were closed, on a busy machine up to a second.
    for (let tries = 0; tries < 40; tries++) {
      const { rowCount } = await watch.client.query(
        "select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
      );
      if (rowCount === 0) return false;
      await sleep(50);
    }
    return true;
  } finally {
    await watch.close();
  }
}
