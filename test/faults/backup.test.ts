import { execFile } from "node:child_process";
import { mkdtemp, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordAudit } from "../../src/accounts/audit/audit.ts";
import { verifyChains } from "../../src/accounts/audit/audit-chain.ts";
import { backUp } from "../../src/db/backup/backup.ts";
import { restore } from "../../src/db/backup/restore.ts";
import { connect } from "../../src/db/database.ts";
import { enqueue } from "../../src/db/enqueue.ts";
import { migrate } from "../../src/db/migrate.ts";
import { sql } from "../../src/db/sql.ts";
import { testDatabase } from "../support/database.ts";
import { addAccount, addCampaign, addLeads, addPlainLeads } from "../support/leads.ts";
import { startProgram } from "../support/program.ts";
import { dropDatabase, emptyDatabase } from "../support/run-program.ts";

let home: Awaited<ReturnType<typeof testDatabase>>;
let folder: string;
let file: string;
const made: string[] = [];

beforeAll(async () => {
  home = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), "leadyard-backup-"));
  const campaign = await addCampaign(home.db, await addAccount(home.db));
  await addPlainLeads(home.db, campaign, 2000);
  await addLeads(home.db, campaign, [
    {
      first_name: 'tab\t, back\\slash, "quote"',
      last_name: "two\r\nlines\n\\.",
      aux_data1: "\\N",
      morePhones: ["+442071838750"],
    },
  ]);
  await home.db.execute(sql`
    insert into archive (account_id, requested_by, recipients, created_at, expires_at) values (${campaign.accountId}, 'me', '{a,"b c"}', now(), now())
  `);
  await home.db.execute(sql`
    insert into archive_chunk (account_id, archive_id, batch_number, chunk_number, bytes)
    select account_id, archive_id, -1, 0, '\\x00ff0a0d5c'::bytea from archive
  `);
  await enqueue(
    home.db,
    "send-mail",
    { accountId: 1, mailId: 7 },
    { key: "a key", queue: "a queue", runAt: new Date("2030-01-01T00:00:00Z") },
  );
  await recordAudit(home.db, ann, campaign.accountId, change);
  file = join(folder, "whole.backup");
  await backUp(home.url, file);
});

const ann = { userId: 1, name: "ann@example.com" };
const change = {
  type: "CREATE",
  entity: "Campaign",
  id: 1,
  description: "Ä\t\\",
  after: { price: 1.5, n: null },
} as const;

/** Adds an entry to the audit log; returns how many there are, and what is wrong with them. */
async function continueAudit(url: string) {
  const db = connect(url, () => undefined);
  try {
    await recordAudit(db, ann, 1, change);
    await expect(db.execute(sql`delete from audit`)).rejects.toThrow("append-only");
    const { entries } = await db.one<{ entries: number }>(sql`select entry_count as entries from audit_chain`);
    return { entries, faults: await verifyChains(db) };
  } finally {
    await db.close();
  }
}

afterAll(async () => {
  await home.drop();
  for (const url of made) await dropDatabase(url);
  await rm(folder, { recursive: true, force: true });
});

async function empty(): Promise<string> {
  const url = await emptyDatabase();
  made.push(url);
  return url;
}

async function on<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** Every table's rows, every sequence, and the pending jobs. */
const everything = (url: string) =>
  on(url, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
    );
    const contents: Record<string, unknown> = {};
    for (const { name } of tables.filter((table) => table.name !== "migration")) {
      const { rows } = await client.query(
        `select count(*)::int as rows, md5(string_agg(t::text, '|' order by t::text)) as md5 from ${name} t`,
      );
      contents[name] = rows[0];
    }
    contents.migrations = (await client.query("select name from migration order by id")).rows;
    contents.counters = (
      await client.query(
        "select sequencename, last_value from pg_sequences where schemaname = 'public' and sequencename <> 'migration_id_seq' order by 1",
      )
    ).rows;
    contents.jobs = (
      await client.query(`
        select identifier, payload, run_at, max_attempts, key, priority, queue_name from graphile_worker._private_jobs j
        join graphile_worker._private_tasks t on t.id = j.task_id
        left join graphile_worker._private_job_queues q on q.id = j.job_queue_id order by j.id`)
    ).rows;
    contents.indexes = (
      await client.query("select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1")
    ).rows;
    contents.functions = (
      await client.query(
        "select pg_get_functiondef(oid) as is from pg_proc where pronamespace = 'public'::regnamespace order by 1",
      )
    ).rows;
    contents.triggers = (
      await client.query(
        "select pg_get_triggerdef(oid) as is, tgenabled from pg_trigger where not tgisinternal order by 1",
      )
    ).rows;
    contents.constraints = (
      await client.query(
        "select conname, pg_get_constraintdef(oid) as is from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2",
      )
    ).rows;
    return contents;
  });

test("a restore elsewhere brings back everything, and only the owner can read the backup", async () => {
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const url = await empty();
  const { tables } = await restore(url, file);
  expect(tables.find(({ name }) => name === "lead")).toMatchObject({ rows: 2001 });
  expect(await everything(url)).toEqual(await everything(home.url));
  // New ids continue after the restored ones.
  await on(url, async (client) => {
    const { rows } = await client.query(
      "insert into account (account_name) values ('new') returning account_id > (select max(account_id) from account) as later",
    );
    expect(rows).toEqual([{ later: true }]);
  });
  expect(await continueAudit(url)).toEqual({ entries: 2, faults: [] });
});

test("a backup of a database in use is a snapshot of one moment", async () => {
  let going = true;
  const { accountId } = await home.db.one<{ accountId: number }>(
    sql`select min(account_id) as "accountId" from account`,
  );
  // Each transaction writes to two tables that are far apart in the backup.
  const writing = (async () => {
    for (let n = 0; going; n++) {
      await home.db.transaction(async (tx) => {
        await tx.execute(sql`insert into dnc_tag (account_id, tag_label) values (${accountId}, ${`busy ${n}`})`);
        await tx.execute(sql`insert into setting (name, value) values (${`busy ${n}`}, '1')`);
      });
    }
  })();
  const path = join(folder, "busy.backup");
  try {
    await backUp(home.url, path);
  } finally {
    going = false;
    await writing;
  }
  const url = await empty();
  await restore(url, path);
  const { rows } = await on(url, (client) =>
    client.query(`
      select (select count(*) from dnc_tag where tag_label like 'busy %') as tags, (select count(*) from setting where name like 'busy %') as settings`),
  );
  expect(rows[0].tags).toBe(rows[0].settings);
});

test("a backup of the first schema version is restored and upgraded to the newest", async () => {
  const old = await empty();
  await migrate(old, 1);
  await on(old, async (client) => {
    await client.query("insert into account (account_name) values ('Old')");
    await client.query(
      "insert into app_user (email, password_hash, home_account_id) values ('old@example.com', 'x', 1)",
    );
    await client.query("insert into dial_group (account_id, dial_group_name) values (1, 'G')");
    await client.query("insert into campaign (account_id, dial_group_id, campaign_name) values (1, 1, 'C')");
    await client.query(
      "insert into archive (account_id, requested_by, recipients, created_at, expires_at) values (1, 'x', '{}', now(), now())",
    );
    await client.query(`
      insert into audit (account_id, user_name, action_type, entity, entity_id, description)
      select 1, 'ann', 'UPDATE', 'Campaign', n, 'C' from generate_series(1, 3) n`);
    await client.query("insert into archive_lead (account_id, archive_id, lead_id) values (1, 1, 3), (1, 1, 2)");
  });
  const path = join(folder, "old.backup");
  await backUp(old, path);
  const url = await empty();
  await restore(url, path);
  const { migrations } = await everything(url);
  expect(migrations).toEqual((await everything(home.url)).migrations);
  await on(url, async (client) => {
    expect((await client.query("select lead_ids from archive_batch")).rows).toEqual([{ lead_ids: ["2", "3"] }]);
    expect((await client.query("select email from app_user")).rows).toEqual([{ email: "old@example.com" }]);
  });
  expect(await continueAudit(url)).toEqual({ entries: 4, faults: [] });
});

test.each([
  [
    "is cut off",
    async (path: string) => truncate(path, Math.floor((await stat(path)).size / 2)),
    "is not a Leadyard backup, or is truncated",
  ],
  [
    "lacks its last byte",
    async (path: string) => truncate(path, (await stat(path)).size - 1),
    "is not a Leadyard backup, or is truncated",
  ],
  ["is another file", (path: string) => writeFile(path, "Dear diary"), "is not a Leadyard backup"],
  ["is empty", (path: string) => writeFile(path, ""), "is not a Leadyard backup"],
  [
    "has other bytes in the middle",
    async (path: string) => {
      const handle = await open(path, "r+");
      await handle.write(Buffer.alloc(40, 7), 0, 40, Math.floor((await stat(path)).size / 2));
      await handle.close();
    },
    "is damaged",
  ],
])("a backup that %s is refused with a reason and leaves nothing behind", async (_, spoil, words) => {
  const path = join(folder, `spoiled-${made.length}.backup`);
  await writeFile(path, await readFile(file));
  await spoil(path);
  const url = await empty();
  await expect(restore(url, path)).rejects.toThrow(words);
  const { rows } = await on(url, (client) =>
    client.query(
      "select nspname, relname from pg_class join pg_namespace n on n.oid = relnamespace where nspname in ('public', 'leadyard_restore')",
    ),
  );
  expect(rows).toEqual([]);
});

test("a non-empty database is only replaced with --replace, and one with foreign contents never", async () => {
  const url = await empty();
  await migrate(url);
  await on(url, (client) => client.query("insert into account (account_name) values ('Mine')"));
  await expect(restore(url, file)).rejects.toThrow(
    "the database is not empty. Restore into an empty one, or use --replace",
  );
  const path = join(folder, "spoiled-replace.backup");
  await writeFile(path, (await readFile(file)).subarray(0, -1));
  await expect(restore(url, path, { replace: true })).rejects.toThrow("truncated");
  await on(url, async (client) =>
    expect((await client.query("select account_name from account")).rows).toEqual([{ account_name: "Mine" }]),
  );
  await restore(url, file, { replace: true });
  expect((await everything(url)).lead).toEqual((await everything(home.url)).lead);

  const other = await empty();
  await on(other, (client) => client.query("create table recipes (name text)"));
  await expect(restore(other, file, { replace: true })).rejects.toThrow(
    "belongs to something other than Leadyard (it has a table recipes",
  );
});

test("a restore into a database in use is refused", async () => {
  const url = await empty();
  await on(url, async () => {
    await expect(restore(url, file)).rejects.toThrow(
      "the database is in use (1 other connections). Stop the program first.",
    );
  });
});

test("a backup replaces no existing file and leaves no partial one", async () => {
  await expect(backUp(home.url, file)).rejects.toThrow("already exists");
  const path = join(folder, "nothing.backup");
  await expect(backUp(await empty(), path)).rejects.toThrow("there is nothing to back up");
  await expect(stat(path)).rejects.toThrow("ENOENT");
  await expect(stat(`${path}.partial`)).rejects.toThrow("ENOENT");
});

test("the commands report what they did, and the program continues with the restored data", async () => {
  const source = await startProgram();
  const run = promisify(execFile);
  const command = (name: string, url: string, ...words: string[]) =>
    run(process.execPath, [join(import.meta.dirname, `../../src/maintenance/${name}.ts`), ...words], {
      env: { ...process.env, DATABASE_URL: url },
    });
  const path = join(folder, "command.backup");
  expect((await command("backup", source.databaseUrl, path)).stdout).toContain(`rows in ${path}`);
  const url = await empty();
  expect((await command("restore", url, path)).stdout).toContain("Restored and checked");
  await expect(command("restore", url, path)).rejects.toMatchObject({
    code: 1,
    stderr:
      "Nothing was restored, and nothing changed: the database is not empty. Restore into an empty one, or use --replace, which deletes everything in it.\n",
  });
  expect(await everything(url)).toMatchObject({ account: (await everything(source.databaseUrl)).account });
  await source.stop();
});
