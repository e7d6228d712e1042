import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../../src/db/embedded/embedded.ts";
import { type DatabaseUrls, prepareDatabase } from "../../src/db/roles.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the server's template database, which tests copy. */
    templateUrl: string;
    /** The same for the roles of the program. */
    templateUrls: DatabaseUrls;
  }
}

/**
 * Starts a PostgreSQL in a temporary folder, with a migrated database `leadyard_template`. For tests that transactions in other
 * databases would disturb; all others share one server.
 */
export async function startTestServer(): Promise<{
  templateUrl: string;
  templateUrls: DatabaseUrls;
  stop: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), "leadyard-test-"));
  // The folder is temporary, so nothing has to survive a crash. Durability tests start their own servers.
  await chmod(folder, 0o755);
  const server = await startEmbedded(folder, {
    // Background work of the server sometimes changes plans and keeps old rows alive. The program must not depend on it.
    settings: { fsync: "off", max_connections: "300", track_commit_timestamp: "on", autovacuum: "off" },
  });
  const templateUrl = await server.url("leadyard_template");
  const templateUrls = await server.urls("leadyard_template");
  await prepareDatabase(templateUrls);
  return {
    templateUrl,
    templateUrls,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the PostgreSQL of the whole run, whose template each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { templateUrl, templateUrls, stop } = await startTestServer();
  project.provide("templateUrl", templateUrl);
  project.provide("templateUrls", templateUrls);
  return stop;
}
