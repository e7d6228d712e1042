import { buffer } from "node:stream/consumers";
import { BlobReader, TextWriter, ZipReader } from "@zip.js/zip.js";
import { afterAll, beforeAll, beforeEach, expect, vi } from "vitest";
import type { Context } from "../../../src/context.ts";
import type { Database } from "../../../src/db/database.ts";
import { type Sql, sql } from "../../../src/db/sql.ts";
import { openDownload } from "../../../src/leads/export/download.ts";
import { readExport, requestExport } from "../../../src/leads/export/exports.ts";
import { selectLeads } from "../../../src/leads/export/selection.ts";
import { withdrawFromExports } from "../../../src/leads/export/withdraw.ts";
import { writeExport } from "../../../src/leads/export/write.ts";
import { scopeOf } from "../../../src/leads/search/scope.ts";
import { testContext } from "../context.ts";
import { addAccount, addCampaign, addPlainLeads, type TestCampaign } from "../leads.ts";
import { unzip } from "./unzip.ts";

interface ExportFile {
  format: "CSV" | "NDJSON" | "XLSX";
  zip: boolean;
  password?: string;
}
export const plainCsv: ExportFile = { format: "CSV", zip: false };
export const zippedCsv: ExportFile = { format: "CSV", zip: true };

/** One request for each kind of file that is written differently. */
export const files: [title: string, asked: ExportFile][] = [
  ["a CSV file", plainCsv],
  ["an NDJSON file", { format: "NDJSON", zip: false }],
  ["CSV in a ZIP archive", zippedCsv],
  ["an encrypted ZIP archive", { ...zippedCsv, password: "correct horse" }],
  ["a workbook", { format: "XLSX", zip: false }],
];

/** Text of the statement that marks a batch as stored. */
export const marking = "processed_count = processed_count +";

/** The lead and name of each row of a file. */
type Row = [leadId: number, name: string];

export const named = (name: string, ...batches: (readonly number[] | undefined)[]): Row[] =>
  batches.flatMap((batch = []) => batch.map((leadId): Row => [leadId, name]));

/** Helpers to write, interrupt, and read exports. Each test gets its own account. */
export class ExportFloor {
  context!: Context;
  db!: Database;
  accountId!: number;
  #campaign!: TestCampaign;

  constructor() {
    let home: Awaited<ReturnType<typeof testContext>>;
    beforeAll(async () => {
      home = await testContext();
      this.context = home.context;
      this.db = home.context.db;
    });
    beforeEach(async () => {
      this.accountId = await addAccount(this.db);
      this.#campaign = await addCampaign(this.db, this.accountId);
    });
    afterAll(() => home.drop());
  }

  /** Creates an export whose batches have these numbers of leads, all named "old". */
  async ask({ password, ...asked }: ExportFile, sizes: readonly number[]) {
    const { db, accountId } = this;
    const batches: number[][] = [];
    for (const size of sizes) batches.push(await addPlainLeads(db, this.#campaign, size));
    await this.rename("old");
    const columns = ["leadId", "firstName", "auxData1"].map((field) => ({ field, header: field }));
    const { id } = await requestExport(
      db,
      await scopeOf(db, accountId),
      { userId: 1, name: "ann", homeAccountId: accountId, roles: new Map(), locales: new Map() },
      { ...asked, criteria: {}, columns, formulaGuard: true, hours: 24 },
      password,
      this.context.clock(),
    );
    for (const batch of batches) await selectLeads(db, accountId, id, sql`select unnest(${batch}::bigint[])`);
    await db.execute(
      sql`update archive set selected_at = now() where account_id = ${accountId} and archive_id = ${id}`,
    );
    return { id, batches };
  }

  async rename(name: string): Promise<void> {
    await this.db.execute(sql`update contact set first_name = ${name} where account_id = ${this.accountId}`);
  }

  /** Gives each lead 4,000 characters that compress badly, so that 65 leads fill a chunk. */
  async lengthen(): Promise<void> {
    await this.db.execute(sql`
      update contact set aux_data1 = (select string_agg(md5(contact.lead_id || 'x' || n), '') from generate_series(1, 125) as n)
      where account_id = ${this.accountId}
    `);
  }

  async write(id: number, context: Pick<Context, "db" | "clock" | "publicUrl"> = this.context): Promise<void> {
    await writeExport(context, this.accountId, id, { signal: new AbortController().signal });
  }

  /** The context, with a function that runs before each statement containing these words. */
  before(words: string, happens: () => Promise<void>): Context {
    const { db } = this;
    return {
      ...this.context,
      db: {
        ...db,
        async execute(statement: Sql) {
          if (statement.text.includes(words)) await happens();
          return db.execute(statement);
        },
      },
    };
  }

  /** Lets a run store this many batches, then interrupts it once all rows of the next one are there. */
  async breakOff(id: number, batches: number): Promise<void> {
    let marks = 0;
    const failing = this.before(marking, async () => {
      if (marks++ === batches) throw new Error("killed");
    });
    await expect(this.write(id, failing)).rejects.toThrow("killed");
  }

  async deleteLead(leadId: number | undefined, meanwhile?: () => Promise<void>): Promise<void> {
    const { db, accountId } = this;
    await db.transaction(async (tx) => {
      await withdrawFromExports(tx, accountId, sql`select ${leadId}::bigint`);
      await tx.execute(sql`delete from contact where account_id = ${accountId} and lead_id = ${leadId}`);
      await tx.execute(sql`delete from lead where account_id = ${accountId} and lead_id = ${leadId}`);
      await meanwhile?.();
    });
  }

  /** Waits until a statement containing these words waits for a lock. */
  async untilBlocked(words: string): Promise<void> {
    const blocked = sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and position(${words} in query) > 0 and pid <> pg_backend_pid()
    `;
    await vi.waitFor(async () => expect(await this.db.query(blocked)).toHaveLength(1), {
      timeout: 10_000,
      interval: 20,
    });
  }

  /** The number of leads in each stored batch. */
  async kept(id: number): Promise<(number | null)[]> {
    const rows = await this.db.query<{ leads: number | null }>(sql`
      select lead_count as leads from archive_batch where account_id = ${this.accountId} and archive_id = ${id} order by batch_number
    `);
    return rows.map(({ leads }) => leads);
  }

  async chunks(id: number) {
    return this.db.query<{ batch: number; first: number | null; length: number }>(sql`
      select batch_number as batch, first_byte as first, octet_length(bytes) as length from archive_chunk
      where account_id = ${this.accountId} and archive_id = ${id} order by first_byte, batch_number, chunk_number
    `);
  }

  async download(id: number, first?: number, last?: number): Promise<Buffer> {
    const { path } = await readExport(this.db, this.accountId, id);
    const download = await openDownload(this.db, path?.split("/").at(-1) ?? "", this.context.clock(), false);
    return buffer(download.content(first, last));
  }

  /** The rows of the file, after checking its reported bytes and leads. */
  async rows(id: number, { format, zip, password }: ExportFile): Promise<Row[]> {
    const file = await this.download(id);
    const { bytes, processed } = await readExport(this.db, this.accountId, id);
    expect(bytes).toBe(file.length);
    const text = zip || format === "XLSX" ? await unpacked(file, password) : file.toString();
    const row = {
      CSV: /^(?<lead>\d+),(?<name>\w+),/gm,
      NDJSON: /^\{"leadId":(?<lead>\d+),"firstName":"(?<name>\w+)"/gm,
      XLSX: /<row><c><v>(?<lead>\d+)<\/v><\/c><c t="inlineStr"><is><t>(?<name>\w+)</g,
    }[format];
    const rows = [...text.matchAll(row)].map(({ groups }): Row => [Number(groups?.lead), groups?.name ?? ""]);
    expect(rows).toHaveLength(processed);
    if (format === "CSV") expect(text.match(/leadId,firstName,auxData1\n/g)).toHaveLength(1);
    return rows;
  }
}

async function unpacked(bytes: Buffer, password: string | undefined): Promise<string> {
  if (password === undefined) {
    const parts = await unzip(bytes);
    return (parts["xl/worksheets/sheet1.xml"] ?? Object.values(parts)[0] ?? "").toString();
  }
  const [entry] = await new ZipReader(new BlobReader(new Blob([new Uint8Array(bytes)])), {
    useWebWorkers: false,
  }).getEntries();
  if (!entry || entry.directory) throw new Error("no file");
  return entry.getData(new TextWriter(), { password });
}
