import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readConfig } from "../../src/config.ts";
import { backUp } from "../../src/db/backup/backup.ts";
import { restore } from "../../src/db/backup/restore.ts";
import { forgetSecrets } from "../../src/maintenance/forget-secrets.ts";
import { administrator, testKey } from "../support/client.ts";
import { roleSettings } from "../support/database.ts";
import { type Program, startOn, startProgram } from "../support/program.ts";
import { dropDatabase, emptyDatabase } from "../support/run-program.ts";

const otherKey = randomBytes(32).toString("base64");
let folder: string;
let program: Program;
let restored: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leadyard-lost-key-"));
  program = await startProgram();
  restored = await emptyDatabase();
});
afterAll(async () => {
  await program.stop();
  await dropDatabase(restored);
  await rm(folder, { recursive: true });
});

const stored = async () =>
  (
    await program.db.pool.query<{ text: string }>(
      "select value #>> '{}' as text from setting where name <> 'quotas' union all select password from archive where password is not null",
    )
  ).rows.map(({ text }) => text);

test("no secret is in the database in the clear, and those of earlier versions are sealed at the next start", async () => {
  const request = {
    criteria: { leadIds: [1] },
    columns: ["leadId"],
    format: "CSV",
    zip: true,
    password: "correct horse",
  };
  expect((await program.request("POST", `/v1/accounts/${program.accountId}/exports`, request)).status).toBe(202);
  for (const text of await stored()) expect(text).toMatch(/^sealed:1:/);

  const key = randomBytes(32).toString("base64");
  await program.db.pool.query("update setting set value = to_jsonb($1::text) where name = 'signing-key'", [key]);
  await program.db.pool.query("update archive set password = 'of an earlier version'");
  expect(await stored()).toContain(key);
  const again = await startOn(program.databaseUrl, {});
  await again.stop();
  for (const text of await stored()) expect(text).toMatch(/^sealed:1:/);
  const [row] = (await program.db.pool.query("select account_id || '/' || archive_id as id, password from archive"))
    .rows;
  expect(program.db.secrets.open(row.password, `archive.password ${row.id}`)).toBe("of an earlier version");
});

test("a new key in front seals everything anew, and then the old one is not needed", async () => {
  const LEADYARD_KEY = `${otherKey},${testKey}`;
  await (await startOn(program.databaseUrl, { config: { LEADYARD_KEY } })).stop();
  await (await startOn(program.databaseUrl, { config: { LEADYARD_KEY: otherKey } })).stop();
  await expect(startOn(program.databaseUrl, {})).rejects.toThrow(
    /^LEADYARD_KEY does not open the secrets.*forget-secrets/,
  );
  await (await startOn(program.databaseUrl, { config: { LEADYARD_KEY: `${testKey},${otherKey}` } })).stop();
});

test("a backup restored without its key says what is lost, and everything else works", async () => {
  const path = join(folder, "backup.zip");
  await backUp(program.databaseUrl, path);
  // As the owner of the tables, as the command does.
  const owner = roleSettings(restored).DATABASE_OWNER_URL ?? restored;
  await restore(owner, path);
  await expect(startOn(restored, { config: { LEADYARD_KEY: otherKey } })).rejects.toThrow("does not open the secrets");

  const printed: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  const config = readConfig({ LEADYARD_KEY: otherKey });
  expect(await forgetSecrets(owner, config)).toBe(2);
  expect(await forgetSecrets(owner, config)).toBe(0);
  vi.restoreAllMocks();
  expect(printed.join("")).toMatch(/Everybody is signed out, JWT credentials.*\n *- 1 encrypted exports/);

  const running = await startOn(restored, { config: { LEADYARD_KEY: otherKey } });
  const request = (token: string) =>
    fetch(`${running.url}/v1/users/me`, { headers: { authorization: `Bearer ${token}` } });
  expect((await request(program.token)).status).toBe(401);
  const { email, password } = administrator;
  const session = await fetch(`${running.url}/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  expect((await request(((await session.json()) as { accessToken: string }).accessToken)).status).toBe(200);
  await running.stop();
});
