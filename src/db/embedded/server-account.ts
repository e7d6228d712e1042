import { execFile } from "node:child_process";
import { chmod, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The user as whom the embedded server runs. */
export interface ServerAccount {
  /** Absent: as we do. */
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root, so root runs it as the user postgres, who is made if needed. */
export async function serverAccount(): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  try {
    return { uid: await id("-u"), gid: await id("-g") };
  } catch {
    await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
    return { uid: await id("-u"), gid: await id("-g") };
  }
}

/** True if the account can pass through a folder, or execute a file. */
export async function canReach(path: string, account: ServerAccount): Promise<boolean> {
  if (account.uid === undefined) return true;
  return await run("test", ["-x", path], { ...account, cwd: "/" }).then(
    () => true,
    () => false,
  );
}

/**
 * Makes a folder that the account can pass through, unless a parent folder that was there before forbids it. One of ours that is closed is
 * opened up: whatever the program keeps in it has a mode that protects it.
 */
export async function makeReachable(folder: string, account: ServerAccount): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (account.uid === undefined) return;
  await openUp(folder);
  // A strict umask closes those that were made on the way, too.
  for (let made = folder; first !== undefined && made !== first; ) {
    made = dirname(made);
    await openUp(made);
  }
}

async function openUp(folder: string): Promise<void> {
  const { mode, uid } = await stat(folder);
  if (uid === process.getuid?.()) await chmod(folder, (mode & 0o7777) | 0o011);
}
