import { createHash } from "node:crypto";
import { createWriteStream, openAsBlob } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "csv-stringify/sync";
import type { Database } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";
import { cruelRow, loadableColumns, loadMapping } from "./cruel-leads.ts";
import { type ExportAccess, runExport } from "./export.ts";

interface RoundTrip {
  /** Hashes of the generated file, the first export, and the second. */
  sha256: [string, string, string];
  bytes: number;
  /** Milliseconds each export took. */
  took: [number, number];
}

/** Loads a generated CSV file of `rows` difficult leads, exports it, loads the export into a new account, and exports that again. */
export async function roundTrip(
  db: Database,
  program: { url: string; token: string },
  rows: number,
): Promise<RoundTrip> {
  const folder = await mkdtemp(join(tmpdir(), "leadyard-round-trip-"));
  try {
    const files = ["made.csv", "first.csv", "second.csv"].map((name) => join(folder, name)) as [string, string, string];
    const made = await writeHashed(files[0], cruelCsv(rows));
    const first = await createAccount(db, program);
    await load(first, files[0], rows);
    const out = await exportTo(first, files[1]);
    const second = await createAccount(db, program);
    await load(second, files[1], rows);
    const again = await exportTo(second, files[2]);
    return { sha256: [made, out.sha256, again.sha256], bytes: out.bytes, took: [out.took, again.took] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function* cruelCsv(rows: number): Generator<Buffer> {
  yield Buffer.from(`\uFEFF${stringify([loadableColumns])}`);
  for (let start = 0; start < rows; start += 1000) {
    const batch = Array.from({ length: Math.min(1000, rows - start) }, (_, i) => cruelRow(start + i));
    yield Buffer.from(stringify(batch));
  }
}

type EmptyAccount = ExportAccess & { campaignId: number };

/** Creates an account with an empty campaign, open to all administrators. */
async function createAccount(db: Database, program: { url: string; token: string }): Promise<EmptyAccount> {
  const { accountId } = await db.one<{ accountId: number }>(sql`
    insert into account (account_name) values ('Round trip') returning account_id as "accountId"
  `);
  await db.execute(sql`
    insert into account_role (account_id, user_id, role) select distinct ${accountId}::bigint, user_id, role from account_role where role = 'admin'
  `);
  const { campaignId } = await db.one<{ campaignId: number }>(sql`
    with made as (insert into dial_group (account_id, dial_group_name) values (${accountId}, 'G') returning dial_group_id)
    insert into campaign (account_id, dial_group_id, campaign_name) select ${accountId}, dial_group_id, 'C' from made
    returning campaign_id as "campaignId"
  `);
  return { ...program, accountId, campaignId };
}

async function load({ url, token, accountId, campaignId }: EmptyAccount, file: string, rows: number): Promise<void> {
  const call = async (method: string, path: string, body?: FormData | object) => {
    const form = body instanceof FormData;
    const answer = await fetch(`${url}/v1/accounts/${accountId}/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        prefer: "respond-async",
        ...(body && !form ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { id: number; status: string; changed: number; skipped: unknown };
  };
  const form = new FormData();
  form.append("file", await openAsBlob(file), "leads.csv");
  const uploaded = await call("POST", "lead-files?fileType=COMMA", form);
  let action = await call("POST", `lead-files/${uploaded.id}/load`, { campaignId, ...loadMapping });
  while (action.status === "RUNNING") {
    await sleep(100);
    action = await call("GET", `lead-actions/${action.id}`);
  }
  if (action.status !== "DONE" || action.changed !== rows)
    throw new Error(`${action.changed} of ${rows} leads were loaded: ${JSON.stringify(action)}`);
}

async function exportTo(from: ExportAccess, file: string): Promise<{ sha256: string; bytes: number; took: number }> {
  const began = performance.now();
  const { downloadUrl, bytes } = await runExport(from, { columns: loadableColumns, formulaGuard: false });
  const took = performance.now() - began;
  const { body } = await fetch(downloadUrl);
  return { sha256: await writeHashed(file, Readable.fromWeb(body as never)), bytes, took };
}

/** Writes a file and returns its SHA-256 hash. */
async function writeHashed(file: string, pieces: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash("sha256");
  const hashed = async function* () {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  };
  await pipeline(Readable.from(hashed()), createWriteStream(file));
  return hash.digest("hex");
}
