import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the server's template database; tests copy it. */
    templateUrl: string;
  }
}

/** One PostgreSQL for the whole run, in a folder of its own, with a migrated template that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "leadyard-test-"));
  // The folder is thrown away, so nothing has to survive a crash; the durability tests start servers of their own.
  const { chmod } = await import("node:fs/promises");
  await chmod(folder, 0o755);
  const server = await startEmbedded(folder, {
    settings: { fsync: "off", max_connections: "300", track_commit_timestamp: "on" },
  });
  const templateUrl = await server.url("leadyard_template");
  await migrate(templateUrl);
  project.provide("templateUrl", templateUrl);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
