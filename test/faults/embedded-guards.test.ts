import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startEmbedded } from "../../src/db/embedded/embedded.ts";
import { makeReachable, serverAccount } from "../../src/db/embedded/server-account.ts";
import { boundLog } from "../../src/db/embedded/server-log.ts";
import { migrate } from "../../src/db/migrate.ts";
import { prepareDatabase } from "../../src/db/roles.ts";
import { roleSettings } from "../support/database.ts";
import { administrator, dropDatabase, emptyDatabase, type RunningProgram, runProgram } from "../support/run-program.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leadyard-guards-"));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
let program: RunningProgram | undefined;
afterEach(async () => {
  await program?.stop();
  program = undefined;
});

async function on<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** What the run-time role must not be able to do. */
const forbidden = [
  "update audit set user_name = 'bob'",
  "delete from audit",
  "truncate audit",
  "alter table audit disable trigger user",
  "drop table audit",
  "insert into audit (account_id, user_name, action_type, entity, entity_id, description, hash) values (1, '', 'CREATE', '', '', '', 'x')",
  "insert into audit (account_id, audit_id, user_name, action_type, entity, entity_id, description) values (1, 9, '', 'CREATE', '', '', '')",
  "update audit_chain set entry_count = 0",
  "delete from audit_chain",
  "create or replace function seal_audit() returns trigger language plpgsql as 'begin return null; end'",
  "set session_replication_role = replica",
  "delete from migration",
  "create table public.mine ()",
  "create role mine",
  "copy setting to program 'cat'",
  "select pg_read_file('/etc/hostname')",
];

test("the program's role is no superuser, and can add to the audit log but not change it", async () => {
  const data = join(folder, "roles");
  await mkdir(data);
  const server = await startEmbedded(data);
  try {
    const urls = await server.urls("leadyard");
    expect(await prepareDatabase(urls)).toEqual({ superuser: false });
    await on(urls.runtime, async (client) => {
      await client.query("insert into account (account_name) values ('One')");
      await client.query(`
        insert into audit (account_id, user_name, action_type, entity, entity_id, description)
        values (1, 'ann', 'CREATE', 'Account', '1', 'One')`);
      expect((await client.query("select chain_number from audit")).rows).toEqual([{ chain_number: "1" }]);
      for (const statement of forbidden)
        await expect(client.query(statement), statement).rejects.toMatchObject({ code: "42501" });
      await client.query("select graphile_worker.add_job('send-mail')");
      expect((await client.query("select from graphile_worker._private_jobs")).rowCount).toBe(1);
    });
    await on(urls.owner, async (client) => {
      const { rows } = await client.query(
        "select rolsuper or rolcreaterole or rolcreatedb as might from pg_roles where rolname = current_user",
      );
      expect(rows).toEqual([{ might: false }]);
    });
    // A right that somebody has granted is taken back at the next start.
    await on(urls.owner, (client) => client.query("grant update, delete on audit to leadyard_runtime"));
    await prepareDatabase(urls);
    await on(urls.runtime, async (client) => {
      await expect(client.query("delete from audit where false")).rejects.toMatchObject({ code: "42501" });
    });
  } finally {
    await server.stop();
  }
});

test("a data folder of an earlier version, where the superuser owned everything, is upgraded at the start", async () => {
  const data = join(folder, "earlier");
  await mkdir(data);
  const server = await startEmbedded(data);
  const url = await server.url("postgres");
  const old = Object.assign(new URL(url), { pathname: "/leadyard" }).href;
  await on(url, async (client) => {
    await client.query("create database leadyard");
    await on(old, async (inside) => {
      await inside.query("create table kept as select 7 as value");
    });
  });
  await migrate(old, 17);
  program = await runProgram({ data, embedded: true });
  const { body: user } = await program.request("GET", "/v1/users/me");
  expect(user).toMatchObject({ email: administrator.email });
  await on(old, async (client) => {
    const { rows } = await client.query(`
      select distinct relowner::regrole::text as owner from pg_class
      where relnamespace::regnamespace::text in ('public', 'graphile_worker') and relkind in ('r', 'S', 'i')`);
    expect(rows).toEqual([{ owner: "leadyard_owner" }]);
    const { rows: sessions } = await client.query(`
      select distinct usename from pg_stat_activity
      where datname = 'leadyard' and pid <> pg_backend_pid() and backend_type = 'client backend'`);
    expect(sessions).toEqual([{ usename: "leadyard_runtime" }]);
  });
  await program.kill();
  await server.stop();
  program = await runProgram({ data, embedded: true });
  expect((await program.request("GET", "/v1/users/me")).body).toEqual(user);
});

test.runIf(process.platform === "linux")("the server's processes do not have the program's secrets", async () => {
  program = await runProgram({ embedded: true, env: { SMTP_URL: "smtp://user:mail-password@127.0.0.1:1" } });
  const pid = (await readFile(join(program.data, "postgres/postmaster.pid"), "utf8")).split("\n")[0] as string;
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(" ");
  expect(children.length).toBeGreaterThan(3);
  for (const process of [pid, ...children]) {
    const environment = await readFile(`/proc/${process}/environ`, "utf8").catch(() => "");
    for (const secret of [administrator.password, administrator.clientSecret, "mail-password", "LEADYARD"])
      expect(environment).not.toContain(secret);
  }
});

test("the server's log has no values of failed statements", async () => {
  const data = join(folder, "log");
  await mkdir(data);
  const server = await startEmbedded(data);
  try {
    await on(await server.url("tried"), async (client) => {
      await client.query("create table person (phone text primary key, age int check (age > 0))");
      await client.query("insert into person values ('+14155550100', 40)");
      const bad = [
        "insert into person values ('+14155550100', 40)",
        "insert into person values ('+14155550101', -40)",
        "select '+14155550100'::int",
        "select '+14155550100' from",
      ];
      for (const statement of bad) await expect(client.query(statement)).rejects.toThrow();
      await expect(client.query("insert into person values ($1, $2)", ["+14155550100", 40])).rejects.toThrow(
        "duplicate",
      );
      await client.query("do $$ begin raise warning '+14155550100'; end $$");
    });
    const log = await readFile(join(data, "postgres/server.log"), "utf8");
    expect(log).toContain("starting PostgreSQL");
    expect(log).not.toMatch(/4155550100|415555|person/);
  } finally {
    await server.stop();
  }
});

test("the server's log is bounded, with the part before it", async () => {
  const cluster = { folder: await mkdtemp(join(folder, "bounded-")) };
  const log = join(cluster.folder, "server.log");
  await boundLog(cluster);
  await writeFile(log, "a".repeat(90));
  await boundLog(cluster, 100);
  expect(await readFile(log, "utf8")).toHaveLength(90);
  for (const letter of ["b", "c"]) {
    await appendFile(log, letter.repeat(110));
    await boundLog(cluster, 100);
    expect(await readFile(log, "utf8")).toBe("");
  }
  expect(await readFile(`${log}.1`, "utf8")).toBe("c".repeat(110));
});

test("nobody but us and the database's user can enter the data folder", async () => {
  const account = await serverAccount();
  const wanted = account.gid === undefined ? 0o700 : 0o710;
  const modeOf = async (path: string) => (await stat(path)).mode & 0o7777;
  const made = join(folder, "on the way/made");
  await makeReachable(made, account);
  expect(await modeOf(made)).toBe(wanted);
  expect(await modeOf(join(folder, "on the way"))).toBe(wanted);
  const open = join(folder, "open");
  await mkdir(join(open, "postgres"), { recursive: true, mode: 0o755 });
  await writeFile(join(open, "leadyard.key"), "");
  await makeReachable(open, account);
  expect(await modeOf(open)).toBe(wanted);
  // Somebody else's folder, such as /srv, stays open to those who need it.
  const shared = join(folder, "shared");
  await mkdir(join(shared, "website"), { recursive: true, mode: 0o755 });
  await makeReachable(shared, account);
  expect(await modeOf(shared)).toBe(0o755);
});

test("one role is enough; if it is a superuser, each start warns once", async () => {
  const databaseUrl = await emptyDatabase();
  const { DATABASE_OWNER_URL = "" } = roleSettings(databaseUrl);
  try {
    for (const [url, warnings] of [
      [DATABASE_OWNER_URL, 0],
      [databaseUrl, 1],
    ] as const) {
      program = await runProgram({ databaseUrl, env: { DATABASE_URL: url, DATABASE_OWNER_URL: "" } });
      expect((await program.request("GET", "/v1/users/me")).status).toBe(200);
      expect(program.output().split("is a superuser")).toHaveLength(warnings + 1);
      await program.stop();
    }
  } finally {
    await dropDatabase(databaseUrl);
  }
});
