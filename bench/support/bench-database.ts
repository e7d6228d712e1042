import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Database } from "../../src/db/database.ts";
import { startEmbedded } from "../../src/db/embedded/embedded.ts";
import { sql } from "../../src/db/sql.ts";
import { type BenchData, fillAccount } from "./fill.ts";
import { type Program, startProgram } from "./program.ts";

/** A figure's setup: the embedded server with the product's own settings, and the program as its own process. */
export interface BenchDatabase extends BenchData {
  db: Database;
  databaseUrl: string;
  program: Program;
  rows: number;
  /** The benchmark leaves tables as users meet them: it does not vacuum, analyze, or checkpoint. */
  asLoaded: boolean;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a server in a temporary folder with the program on it, and fills in `rows` leads. Disposal removes everything. */
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
  // An interrupted benchmark must not leave a server running.
  const breakOff = () => void close().finally(() => process.exit(1));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, breakOff);
    opened.defer(() => void process.off(signal, breakOff));
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), "leadyard-bench-"));
    opened.defer(() => rm(folder, { recursive: true, force: true }));
    // Started by root, the database runs as another user, who must be able to enter the folder.
    await chmod(folder, 0o755);
    const server = await startEmbedded(folder, { settings });
    opened.defer(() => server.stop());
    const databaseUrl = await server.url("leadyard");
    const program = await startProgram({ DATABASE_URL: databaseUrl, LEADYARD_DATA: folder });
    opened.defer(() => program.stop());
    const db = connect(databaseUrl, () => undefined);
    opened.defer(() => db.close());
    const made = await fillAccount(db, rows);
    if (!asLoaded) await db.pool.query("vacuum (analyze)");
    return { db, databaseUrl, program, rows, asLoaded, ...made, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Removes dead rows and writes dirty pages, so that each measurement starts from the same state. */
export async function vacuumAndCheckpoint({ db, asLoaded }: BenchDatabase, ...tables: string[]): Promise<void> {
  if (asLoaded) return;
  for (const table of ["lead", "lead_journal", "journal_batch", "lead_action", "lead_action_batch", ...tables])
    await db.pool.query(`vacuum (analyze) ${table}`);
  await db.execute(sql`checkpoint`);
}
