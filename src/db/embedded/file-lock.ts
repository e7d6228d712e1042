import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs the function while no other process runs one under that file. Node has no file locks; SQLite has, and the kernel takes them back
 * when their process is killed.
 */
export async function alone<T>(file: string, run: () => Promise<T>): Promise<T> {
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    while (!isTaken(lock)) await sleep(50);
    return await run();
  } finally {
    lock.close();
  }
}

function isTaken(lock: DatabaseSync): boolean {
  try {
    // In memory: otherwise it writes a second file.
    lock.exec("pragma journal_mode = memory; begin exclusive");
    return true;
  } catch (error) {
    // SQLITE_BUSY: another has it.
    if ((error as { errcode?: number }).errcode === 5) return false;
    throw error;
  }
}
