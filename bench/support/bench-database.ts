import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Database } from "../../src/db/database.ts";
import { startEmbedded } from "../../src/db/embedded/embedded.ts";
import { sql } from "../../src/db/sql.ts";
import { type BenchData, fill } from "./fill.ts";
import { type Program, startProgram } from "./program.ts";

/** What a figure stands on: the embedded server with the product's own settings, and the program as a process of its own. */
export interface BenchDatabase extends BenchData {
  db: Database;
  databaseUrl: string;
  program: Program;
  rows: number;
  /** Tables are taken as a user meets them: nothing is vacuumed, analyzed or checkpointed by the bench. */
  asLoaded: boolean;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function makeBenchDatabase(
  rows: number,
  settings: Record<string, string> = {},
  asLoaded = false,
): Promise<BenchDatabase> {
  const opened = new AsyncDisposableStack();
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= opened.disposeAsync();
    return closing;
  };
  // Who breaks a bench off leaves no server behind.
  const breakOff = () => void close().finally(() => process.exit(1));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, breakOff);
    opened.defer(() => void process.off(signal, breakOff));
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), "leadyard-bench-"));
    opened.defer(() => rm(folder, { recursive: true, force: true }));
    // As root the database runs as another user.
    await chmod(folder, 0o755);
    const server = await startEmbedded(folder, { settings });
    opened.defer(() => server.stop());
    const databaseUrl = await server.url("leadyard");
    const program = await startProgram({ DATABASE_URL: databaseUrl, LEADYARD_DATA: folder });
    opened.defer(() => program.stop());
    const db = connect(databaseUrl, () => undefined);
    opened.defer(() => db.close());
    const made = await fill(db, rows);
    if (!asLoaded) await db.pool.query("vacuum (analyze)");
    return { db, databaseUrl, program, rows, asLoaded, ...made, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Clears up after what was measured, so that the next measurement finds the same: dead rows, and pages that a checkpoint has yet to write. */
export async function tidy({ db, asLoaded }: BenchDatabase, ...tables: string[]): Promise<void> {
  if (asLoaded) return;
  for (const table of ["lead", "lead_journal", "journal_batch", "lead_action", "lead_action_batch", ...tables])
    await db.pool.query(`vacuum (analyze) ${table}`);
  await db.execute(sql`checkpoint`);
}
