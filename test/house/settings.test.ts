import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { settings } from "../../src/config.ts";
import { dropDatabase, emptyDatabase } from "../support/run-program.ts";

let folder: string;
let databaseUrl: string;
beforeAll(async () => {
  databaseUrl = await emptyDatabase();
  folder = await mkdtemp(join(tmpdir(), "leadyard-settings-"));
});
afterAll(async () => {
  await dropDatabase(databaseUrl);
  await rm(folder, { recursive: true, force: true });
});

/** Runs a start that must fail; returns its exit code and output. */
async function failedStart(
  env: Record<string, string>,
): Promise<{ code: number | null; stderr: string; stdout: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../src/server.ts")], {
    env: { PATH: process.env.PATH, PORT: "0", LOG_LEVEL: "warn", LEADYARD_DATA: join(folder, "data"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stderr, stdout };
}

const bad: Record<string, string> = {
  HOST: "203.0.113.1",
  PORT: "abc",
  LEADYARD_DATA: "/dev/null/data",
  DATABASE_URL: "mysql://user:hunter2@127.0.0.1/leads",
  DATABASE_OWNER_URL: "mysql://user:hunter2@127.0.0.1/leads",
  PUBLIC_URL: "leads.example.com",
  LEADYARD_ADMIN_EMAIL: "administrator",
  LEADYARD_ADMIN_PASSWORD: "hunter2",
  LEADYARD_CLIENT_SECRET: "hunter2",
  LEADYARD_KEY: "hunter2",
  LEADYARD_KEY_FILE: "/dev/null/key",
  OIDC_ISSUER: "http://sso.example.com",
  OIDC_SCOPES: "email",
  OIDC_ROLES: "sales=boss@1",
  OIDC_TRUST_EMAIL: "yes",
  OIDC_NAME: "x".repeat(61),
  SMTP_URL: "hunter2@mail.example.com",
  MAIL_FROM: "Leadyard",
  MAIL_DAYS: "0",
  TRUST_PROXY: "true",
  RATE_LIMITS: "none",
  ACCOUNT_TURNS: "0",
  QUOTA_LEAD_FILES: "-1",
  QUOTA_LEAD_FILE_MB: "20 GB",
  QUOTA_EXPORTS: "none",
  QUOTA_EXPORT_MB: "1.5",
  QUOTA_API_TOKENS: "-1",
  QUOTA_JWT_CREDENTIALS: "many",
  QUOTA_SAVED_SEARCHES: "1e3",
  QUOTA_CAMPAIGNS: "10000000000",
  QUOTA_OTHERS: "-1",
  LOG_LEVEL: "loud",
};

test("each setting that has invalid values has a test", () => {
  const anyText = ["LEADYARD_CLIENT_ID", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_GROUPS_CLAIM"];
  expect([...Object.keys(bad), ...anyText].sort()).toEqual(Object.keys(settings).sort());
});

test.each(Object.entries(bad))(
  "%s=%s stops the start with one line that names it and reveals no secret",
  async (name, value) => {
    // These are detected late, once the database is running.
    const database: Record<string, string> = ["HOST", "LEADYARD_KEY_FILE"].includes(name)
      ? { DATABASE_URL: databaseUrl }
      : {};
    const { code, stderr, stdout } = await failedStart({ ...database, [name]: value });
    expect(stderr).toMatch(new RegExp(`^Leadyard cannot start: ${name} .+\\n$`));
    expect(stderr).not.toContain("hunter2");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  },
);

test.each(["OIDC_CLIENT_ID", "OIDC_ROLES"])("an identity provider without %s stops the start", async (name) => {
  const given = { OIDC_ISSUER: "https://sso.example.com", OIDC_CLIENT_ID: "leadyard", OIDC_ROLES: "sales=admin@1" };
  const { stderr } = await failedStart({ ...given, [name]: "" });
  expect(stderr).toBe(`Leadyard cannot start: ${name} is missing; it is needed with OIDC_ISSUER\n`);
});

test("the error for a port out of range states the range", async () => {
  expect((await failedStart({ PORT: "70000" })).stderr).toContain(
    "PORT is 70000; it takes a whole number from 0 to 65535",
  );
});

test.each([
  ["where nothing listens", "postgres://leadyard:hunter2@127.0.0.1:1/leadyard", "ECONNREFUSED"],
  [
    "where nothing listens at any of a name's addresses",
    "postgres://leadyard:hunter2@localhost:1/leadyard",
    "ECONNREFUSED",
  ],
  ["with an unknown host", "postgres://leadyard:hunter2@nowhere.invalid/leadyard", "nowhere.invalid"],
  ["that is not a URL", "postgres://leadyard:hunter2@[/leadyard", ""],
])("a DATABASE_URL %s stops the start with one line that names it, without its password", async (_, url, says) => {
  const { code, stderr, stdout } = await failedStart({ DATABASE_URL: url });
  expect(stderr).toMatch(/^Leadyard cannot start: DATABASE_URL cannot be used: .+\n$/);
  expect(stderr).toContain(says);
  expect(stderr).not.toContain("hunter2");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
});

test("a DATABASE_URL with the wrong password stops the start with one line that names it", async () => {
  const url = new URL(databaseUrl);
  url.password = "hunter2";
  const { code, stderr } = await failedStart({ DATABASE_URL: url.href });
  expect(stderr).toMatch(/^Leadyard cannot start: DATABASE_URL cannot be used: password authentication failed.+\n$/);
  expect(code).toBe(1);
});

test("a LEADYARD_DATA that the database's user cannot reach stops the start with one line that names it", async () => {
  const closed = join(folder, "closed");
  await mkdir(closed);
  // Only root may enter the folder, but root's database runs as another user.
  await chmod(closed, 0o000);
  const { code, stderr } = await failedStart({ LEADYARD_DATA: join(closed, "data") });
  await chmod(closed, 0o700);
  expect(stderr).toMatch(/^Leadyard cannot start: .*LEADYARD_DATA .+\n$/);
  expect(stderr).toContain(join(closed, "data"));
  expect(code).toBe(1);
});

test("a PORT in use stops the start with one line that names it, and the embedded database with it", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  await chmod(folder, 0o755);
  const data = join(folder, "embedded");
  const { code, stderr, stdout } = await failedStart({ PORT: String(port), LEADYARD_DATA: data });
  await new Promise((resolve) => other.close(resolve));
  expect(stderr).toMatch(new RegExp(`^Leadyard cannot start: PORT ${port} is in use on 127.0.0.1.+\\n$`));
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  await expect(stat(join(data, "postgres/PG_VERSION"))).resolves.toBeDefined();
  await expect(stat(join(data, "postgres/postmaster.pid"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("the owner's address alone stops the start", async () => {
  const { code, stderr } = await failedStart({ DATABASE_OWNER_URL: databaseUrl });
  expect(stderr).toMatch(/^Leadyard cannot start: DATABASE_OWNER_URL is set, but DATABASE_URL is not; .+\n$/);
  expect(code).toBe(1);
});
