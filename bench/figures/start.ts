import type { ChildProcess } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { figure } from "../support/figure.ts";
import { bounded } from "../support/measure.ts";
import { addressOf, spawnProgram } from "../support/program.ts";

export default figure({
  about: "From npm start to the first answer, including the embedded database, from the second start on",
  rows: 0,
  rounds: 5,
  async run({ rounds }) {
    const folder = await mkdtemp(join(tmpdir(), "leadyard-bench-"));
    try {
      await chmod(folder, 0o755);
      await startOnce(folder);
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) times.push(await startOnce(folder));
      return [bounded("npm start to first answer", 3000, "ms", times)];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/** Stops npm and its children by process group: stopping npm alone would leave the program running. */
async function stopAll({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  const signal = (name: NodeJS.Signals | 0) => {
    try {
      return process.kill(-pid, name);
    } catch {
      return false;
    }
  };
  signal("SIGTERM");
  while (signal(0)) await sleep(20);
}

async function startOnce(folder: string): Promise<number> {
  const began = performance.now();
  const child = spawnProgram(["npm", "start"], { LEADYARD_DATA: folder });
  try {
    const url = await addressOf(child, /Leadyard is at\s+(http\S+)/);
    const answer = await fetch(`${url}/voice/api/v1/admin/accounts`);
    if (answer.status !== 401) throw new Error(`the first answer was ${answer.status}`);
    return performance.now() - began;
  } finally {
    await stopAll(child);
  }
}
