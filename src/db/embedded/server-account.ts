import { execFile } from "node:child_process";
import { chmod, chown, mkdir, readdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The user as whom the embedded server runs. */
export interface ServerAccount {
  /** The environment of its processes. Not ours, which holds passwords that any process of that user could read. */
  env: Record<string, string>;
  /** Absent: as we do. */
  uid?: number;
  gid?: number;
}

const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

/** PostgreSQL refuses to run as root, so root runs it as the user postgres, who is made if needed. */
export async function serverAccount(): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return { env };
  const id = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  try {
    return { env, uid: await id("-u"), gid: await id("-g") };
  } catch {
    await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
    return { env, uid: await id("-u"), gid: await id("-g") };
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

/** What the program keeps in its data folder. */
const ours = /^(postgres(|\.new|-password|-password\.new|\.lock)|postgresql-[\d.].*|leadyard\.key|outbox|demo)$/;

/**
 * Makes a folder that the account can pass through, unless a parent folder that was there before forbids it, and that
 * nobody else can enter. One with other things in it is only opened up to the account: others may need these.
 */
export async function makeReachable(folder: string, account: ServerAccount): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  const isOurs = first !== undefined || (await readdir(folder)).every((name) => ours.test(name));
  await (isOurs ? closeToOthers(folder, account) : openUp(folder, account));
  for (let made = folder; first !== undefined && made !== first; ) {
    made = dirname(made);
    await closeToOthers(made, account);
  }
}

/** Leaves the folder to us, and to the account if that is another user, who can pass through it. */
async function closeToOthers(folder: string, { gid }: ServerAccount): Promise<void> {
  const { mode, uid } = await stat(folder);
  if (uid !== process.getuid?.()) return;
  if (gid !== undefined) await chown(folder, uid, gid);
  await chmod(folder, (mode & 0o700) | (gid === undefined ? 0 : 0o010));
}

async function openUp(folder: string, account: ServerAccount): Promise<void> {
  const { mode, uid } = await stat(folder);
  if (account.uid !== undefined && uid === process.getuid?.()) await chmod(folder, (mode & 0o7777) | 0o011);
}
