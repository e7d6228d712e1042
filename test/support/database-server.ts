import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../../src/db/embedded/embedded.ts";
import { migrate } from "../../src/db/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the server's template database; tests copy it. */
    templateUrl: string;
  }
}

/**
 * A PostgreSQL in a folder of its own, which is thrown away, with a migrated database `leadyard_template`. For tests to which transactions of
 * other databases matter; all others share one.
 */
export async function startTestServer(): Promise<{ templateUrl: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "leadyard-test-"));
  // The folder is thrown away, so nothing has to survive a crash; the durability tests start servers of their own.
  await chmod(folder, 0o755);
  const server = await startEmbedded(folder, {
    // What the server does in the background changes plans and keeps old rows alive, now and then; the program has to do without.
    settings: { fsync: "off", max_connections: "300", track_commit_timestamp: "on", autovacuum: "off" },
  });
  const templateUrl = await server.url("leadyard_template");
  await migrate(templateUrl);
  return {
    templateUrl,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The PostgreSQL of the whole run, whose template each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { templateUrl, stop } = await startTestServer();
  project.provide("templateUrl", templateUrl);
  return stop;
}
