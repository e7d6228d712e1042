import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../src/db/database.ts";
import { describeSchema } from "../src/db/describe-schema.ts";
import { startEmbedded } from "../src/db/embedded/embedded.ts";
import { migrate } from "../src/db/migrate.ts";

// Migrates an empty database and writes its schema to migrations/schema.sql: `npm run schema`.
const folder = await mkdtemp(join(tmpdir(), "leadyard-schema-"));
// Run by root, the database runs as another user, who must be able to read the folder.
await chmod(folder, 0o755);
const server = await startEmbedded(folder, { settings: { fsync: "off" } });
try {
  const url = await server.url("leadyard");
  await migrate(url);
  const db = connect(url, () => undefined);
  await writeFile(join(import.meta.dirname, "../migrations/schema.sql"), await describeSchema(db));
  await db.close();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
