import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { type FirstAccess, firstStart, greeting } from "./accounts/first-start.ts";
import { type Config, readConfig } from "./config.ts";
import { connect } from "./db/database.ts";
import { startEmbedded } from "./db/embedded.ts";
import { migrate } from "./db/migrate.ts";
import type { House } from "./house.ts";
import { buildApp } from "./http/app.ts";
import { startJobs } from "./worker/start-jobs.ts";

export interface Running {
  app: FastifyInstance;
  /** Address it listens on, `http://127.0.0.1:8080`. */
  url: string;
  /** How to sign in, at the first start only. */
  access?: FirstAccess;
  stop(): Promise<void>;
}

/** Starts the program: database, then everything that needs it. Tests may bring a clock. */
export async function start(config: Config, clock = () => new Date()): Promise<Running> {
  const log = pino({ level: config.LOG_LEVEL, serializers: { req: logged } });
  const embedded = config.DATABASE_URL === undefined ? await startEmbedded(config.LEADYARD_DATA) : undefined;
  const databaseUrl = config.DATABASE_URL ?? (await (embedded as NonNullable<typeof embedded>).url("leadyard"));
  await migrate(databaseUrl);
  const db = connect(databaseUrl, (error) => log.warn({ err: error }, "database connection lost"));
  let url = "";
  const publicUrl = () => (config.PUBLIC_URL ?? url).replace(/\/+$/, "");
  const house: House = { config, db, clock, log, publicUrl };
  const app = await buildApp(house);
  url = await app.listen({ host: config.HOST, port: config.PORT });
  // Only once the port is ours: the secrets it makes are shown once, and a start that fails would lose them.
  const access = await firstStart(db, config);
  // And these once the address is known, which mailed links need.
  const jobs = await startJobs(house, databaseUrl);
  return {
    app,
    url,
    ...(access ? { access } : {}),
    async stop() {
      await app.close();
      await jobs.stop();
      await db.close();
      await embedded?.stop();
    },
  };
}

/** A request as the log shows it: a download link is as good as a key for a day. */
function logged({ method, url, ip }: { method: string; url: string; ip: string }) {
  return { method, url: url.replace(/(\/downloads\/)[^?]+/, "$1…"), remoteAddress: ip };
}

async function main(): Promise<void> {
  const running = await start(readConfig());
  process.stdout.write(greeting(running.url, running.access));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

function fail(error: unknown): void {
  process.stderr.write(`Leadyard cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

if (import.meta.main) main().catch(fail);
