import type { FastifyInstance } from "fastify";
import { type Logger, pino } from "pino";
import { storeQuotas } from "./accounts/quotas.ts";
import { type FirstAccess, firstStart, greeting } from "./accounts/sign-in/first-start.ts";
import { Activity, watchEventLoop } from "./activity.ts";
import { type Config, readConfig } from "./config.ts";
import type { Context } from "./context.ts";
import { withReachableData } from "./data-folder.ts";
import { connect, type Database } from "./db/database.ts";
import { followDatabaseClock } from "./db/database-clock.ts";
import { startEmbedded } from "./db/embedded/embedded.ts";
import { Notifications } from "./db/notifications.ts";
import { type DatabaseUrls, externalDatabase, prepareDatabase } from "./db/roles.ts";
import { keySource, loadKeys } from "./db/secrets/load-keys.ts";
import { SecretUnreadable } from "./db/secrets/secret-box.ts";
import { resealSecrets } from "./db/secrets/stored-secrets.ts";
import { buildApp } from "./http/core/app.ts";
import { loggedRequest } from "./http/core/headers.ts";
import { loggedError } from "./logged-error.ts";
import { startJobs } from "./worker/start-jobs.ts";

/** A running program. */
export interface RunningServer {
  app: FastifyInstance;
  /** The address it listens on, such as `http://127.0.0.1:8080`. */
  url: string;
  context: Context;
  /** How to sign in; only at the first start. */
  access?: FirstAccess;
  stop(): Promise<void>;
}

/**
 * Starts the program: the database, then everything that needs it. If that fails, closes again what is already open.
 * Tests may pass a clock; otherwise it follows the database's.
 */
export async function start(config: Config, clock?: () => Date): Promise<RunningServer> {
  const opened = new AsyncDisposableStack();
  try {
    return { ...(await open(config, clock, opened)), stop: () => opened.disposeAsync() };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function open(
  config: Config,
  testClock: (() => Date) | undefined,
  opened: AsyncDisposableStack,
): Promise<Omit<RunningServer, "stop">> {
  const log = pino({ level: config.LOG_LEVEL, serializers: { req: loggedRequest, err: loggedError } });
  const urls = externalDatabase(config) ?? (await startDatabase(config, log, opened));
  const databaseUrl = urls.runtime;
  const { superuser } = await prepareDatabase(urls).catch((cause: unknown) => {
    throw config.DATABASE_URL === undefined
      ? cause
      : new Error(`DATABASE_URL cannot be used: ${messageOf(cause)}`, { cause });
  });
  const secrets = await loadKeys(config);
  const db = connect(databaseUrl, (error) => log.warn({ err: error }, "database connection lost"), 16, secrets);
  opened.defer(() => db.close());
  await storeQuotas(db, config);
  await resealSecrets(db).catch((cause: unknown) => {
    throw cause instanceof SecretUnreadable ? new Error(keyProblem(config, cause), { cause }) : cause;
  });
  const clock = testClock ?? (await startClock(db, log, opened));
  const notifications = new Notifications(databaseUrl);
  opened.defer(() => notifications.stop());
  await notifications.start();
  let url = "";
  const publicUrl = () => withoutTrailingSlashes(config.PUBLIC_URL ?? url);
  const activity = new Activity();
  const context: Context = { config, db, notifications, clock, log, activity, publicUrl };
  const app = await buildApp(context);
  // Closed in reverse order: the app, so that no request enqueues another job, then the jobs, then the database.
  const working = opened.use(new AsyncDisposableStack());
  opened.defer(() => app.close());
  url = await app.listen({ host: config.HOST, port: config.PORT }).catch((cause: unknown) => {
    throw new Error(listenProblem(config, cause), { cause });
  });
  if (superuser)
    log.warn(
      "the role of DATABASE_URL is a superuser, so nothing protects the audit log and the server from a flaw in this program; README.md says how to set up two roles",
    );
  // Only once the port is ours: its secrets are shown once, and a start that fails afterwards would lose them.
  const access = await firstStart(db, config);
  // Only once the address is known, because links in mails need it.
  const jobs = await startJobs(context, databaseUrl);
  working.defer(() => jobs.stop());
  // Only now: importing everything blocks the event loop, while nobody waits.
  opened.defer(watchEventLoop(log, activity));
  return { app, url, context, ...(access ? { access } : {}) };
}

async function startClock(db: Database, log: Logger, opened: AsyncDisposableStack): Promise<() => Date> {
  const clock = await followDatabaseClock(db, log);
  opened.defer(() => clock.stop());
  return clock.now;
}

/** Starts the embedded database server and returns its addresses. */
async function startDatabase(
  { LEADYARD_DATA }: Config,
  log: Logger,
  opened: AsyncDisposableStack,
): Promise<DatabaseUrls> {
  const server = await startEmbedded(LEADYARD_DATA, { say: (message, err) => log.warn({ err }, message) });
  opened.defer(() => server.stop());
  return await server.urls("leadyard");
}

/** Says which keys are needed. The program never forgets secrets by itself: the key may only be misplaced. */
function keyProblem(config: Config, { message }: SecretUnreadable): string {
  return `${keySource(config)} does not open the secrets in the database (${message}). Give the key that they were stored under, also to every other instance; if it is lost, stop all instances and run npm run forget-secrets`;
}

/** Says in the user's terms why the port can't be opened. */
function listenProblem({ HOST, PORT }: Config, cause: unknown): string {
  switch ((cause as { code?: string }).code) {
    case "EADDRINUSE":
      return `PORT ${PORT} is in use on ${HOST}; stop the program that uses it, or set PORT to another port (0 picks a free one)`;
    case "EACCES":
      return `PORT ${PORT} needs more rights than this user has; set PORT to a port above 1023`;
    default:
      return `HOST ${HOST} cannot be listened on: ${messageOf(cause)}`;
  }
}

/** An error's message; if several attempts failed, that of the first. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

function withoutTrailingSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") end--;
  return url.slice(0, end);
}

/** At SIGINT and SIGTERM, stops the program and ends the process. */
export function stopAtSignal(running: RunningServer): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      running.stop().then(() => process.exit(0), fail);
    });
  }
}

/** Ends the process with a single line that says why. */
export function fail(error: unknown): void {
  process.stderr.write(`Leadyard cannot start: ${messageOf(error).replace(/\s+/g, " ")}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const running = await start(await withReachableData(readConfig()));
  process.stdout.write(greeting(running.url, running.access));
  stopAtSignal(running);
}

if (import.meta.main) main().catch(fail);
