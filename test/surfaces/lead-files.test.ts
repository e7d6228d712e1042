import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { identifier, sql } from "../../src/db/sql.ts";
import { dropExpiredFiles } from "../../src/leads/files/lead-file.ts";
import { workbook, zip } from "../support/files/workbook.ts";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
let wire: string;
let v1: string;
let dialGroupId: number;

beforeAll(async () => {
  program = await startProgram();
  wire = `/voice/api/v1/admin/accounts/${program.accountId}`;
  v1 = `/v1/accounts/${program.accountId}`;
  const group = await program.request("POST", `${wire}/dialGroups`, { dialGroupName: "Sales" });
  dialGroupId = group.body.dialGroupId;
});
afterAll(() => program.stop());

async function newCampaign(): Promise<number> {
  const path = `${wire}/dialGroups/${dialGroupId}/campaigns`;
  return (await program.request("POST", path, { campaignName: "Summer" })).body.campaignId;
}

function form(content: string | Buffer, name = "leads.csv"): FormData {
  const data = new FormData();
  data.append("file", new Blob([content as string]), name);
  return data;
}

const upload = (content: string | Buffer, query = "", name?: string, client: Client = program) =>
  client.request("POST", `${v1}/lead-files${query}`, form(content, name));
const load = (id: number, body: object, headers = {}) =>
  program.request("POST", `${v1}/lead-files/${id}/load`, body, headers);
const leadsOf = async (campaignId: number) =>
  await program.db.query<{ lead_id: number; extern_id: string | null }>(sql`
    select lead.lead_id, immediate, phone, first_name, zip, extern_id, extended
    from lead join contact using (account_id, lead_id)
    where campaign_id = ${campaignId}
    order by lead.lead_id
  `);
const rejectedRows = async (actionId: number) =>
  (await program.request("GET", `${v1}/lead-actions/${actionId}/rejected-rows`)).body as string;

/** A CSV file with a header and this many rows, each with its own phone. */
const many = (rows: number) =>
  `phone,id\n${Array.from({ length: rows }, (_, i) => `${2015550000 + i},many-${i}\n`).join("")}`;

describe("leadLoader/preview and process", () => {
  test("a file is previewed with suggestions and samples, and loaded with the columns as the request maps them", async () => {
    const campaignId = await newCampaign();
    const text =
      'Phone|Given name|Zip|Notes|Mobile\r\n(415) 555-0100|Zoë|02134|"said ""hi""|bye"|4155550101\n\nnone|Bad|||\n4155550102|Ann|10001||\n4155550100|Twice|||\n';
    const preview = await program.request(
      "POST",
      `${wire}/campaigns/${campaignId}/leadLoader/preview?fileType=PIPE&quoteCharacter=%22`,
      form(Buffer.from(text), "spring.txt"),
    );
    expect(preview).toMatchObject({ status: 201, body: { personaPhoneConfig: [] } });
    expect(preview.body.mappingColumns).toEqual(expect.arrayContaining(["LEAD_PHONE", "PENDING_AGENT_ID", "COUNTRY"]));
    const [page] = preview.body.pagePreviews;
    expect(page).toMatchObject({ pageNumber: 1, pageName: "spring.txt", rowCount: 5, fileContainsHeaders: true });
    expect(page.rowData[1]).toEqual(["(415) 555-0100", "Zoë", "02134", 'said "hi"|bye', "4155550101"]);
    expect(page.columns.map((column: { mappingColumn: string }) => column.mappingColumn)).toEqual([
      "LEAD_PHONE",
      "FIRST_NAME",
      "ZIP",
      null,
      null,
    ]);
    expect(page.columns[0].samples).toEqual(["(415) 555-0100", "none", "4155550102"]);

    const { status, body } = await program.request("POST", `${wire}/campaigns/${campaignId}/leadLoader/process`, {
      transactionId: preview.body.transactionId,
      fileContainsHeaders: true,
      fileType: "PIPE",
      quoteChar: '"',
      pageNumber: 1,
      pageColumnMappings: { LEAD_PHONE: 0, FIRST_NAME: 1, ZIP: 2, EMAIL: -1 },
      extendedLeadDataMappings: { notes: 3 },
      additionalPhoneMappings: { 7: 4 },
      dialPriority: "IMMEDIATE",
      duplicateHandling: "REMOVE_FROM_LIST",
      timeZoneOption: "ZIPCODE",
      listState: "PAUSED",
      description: "Spring",
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      processingStatus: "DEFAULT_NOT_A_FAILURE",
      processingResult: "SUCCESS",
      leadsSupplied: 4,
      leadsAccepted: 3,
      leadsInserted: 2,
      deletedCount: 1,
      listState: "PAUSED",
      uploadFileName: "spring.txt",
      rejectedRows: [
        { rowData: ["none", "Bad", "", "", ""], message: expect.stringContaining('Row 4: leadPhone is "none"') },
      ],
    });
    expect(await leadsOf(campaignId)).toMatchObject([
      { phone: "+14155550100", first_name: "Zoë", zip: "02134", immediate: true, extended: { notes: 'said "hi"|bye' } },
      { phone: "+14155550102", first_name: "Ann", extended: {} },
    ]);
    expect((await rejectedRows(body.actionId)).split("\r\n")).toEqual([
      "row,reason,message,Phone,Given name,Zip,Notes,Mobile",
      expect.stringMatching(/^4,INVALID,"leadPhone is ""none"".*",none,Bad,,,$/),
      expect.stringMatching(/^6,DUPLICATE,.*,4155550100,Twice,,,$/),
      "",
    ]);
    const list = await program.request("GET", `${v1}/lists/${body.listId}`);
    expect(list.body).toMatchObject({ listDesc: "Spring", fileName: "spring.txt", leadsSupplied: 4, leadsInserted: 2 });
  });

  test.each([
    [{ pageColumnMappings: { FIRST_NAME: 0 } }, "pageColumnMappings.leadPhone is missing"],
    [{ pageColumnMappings: { LEAD_PHONE: 2 } }, "a column of sheet 1, from 0 to 1"],
    [{ pageColumnMappings: { LEAD_PHON: 0 } }, "did you mean LEAD_PHONE?"],
    [{ pageColumnMappings: { LEAD_PHONE: 0 }, fileType: "TAB" }, "COMMA, as in the preview"],
    [{ pageColumnMappings: { LEAD_PHONE: 0 }, pageNumber: 2 }, "one of 1"],
    [{ pageColumnMappings: { LEAD_PHONE: 0 }, dncTags: ["Nobody's"] }, "labels of do-not-call tags"],
    [{ pageColumnMappings: { LEAD_PHONE: 0 }, listId: 999_999 }, "no list of campaign"],
    [{ transactionId: "999999" }, "no lead file 999999"],
  ])("an invalid request is refused and loads nothing: %j", async (request, message) => {
    const campaignId = await newCampaign();
    const path = `${wire}/campaigns/${campaignId}/leadLoader`;
    const preview = await program.request("POST", `${path}/preview?fileType=COMMA`, form("4155550100,Ann\n"));
    const { status, body } = await program.request("POST", `${path}/process`, {
      transactionId: preview.body.transactionId,
      ...request,
    });
    expect([400, 404]).toContain(status);
    expect(body.generalMessage).toContain(message);
    expect(await leadsOf(campaignId)).toEqual([]);
  });
});

describe("lead-files", () => {
  test("each sheet of a workbook is loaded by its number, with the suggested columns", async () => {
    const campaignId = await newCampaign();
    const bytes = await workbook(
      {
        Notes: "",
        Leads:
          '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Ann</t></is></c><c r="B2"><v>4.155550100E9</v></c></row>',
      },
      { texts: ["<t>First Name</t>", "<t>Mobile</t>"] },
    );
    const { body: file } = await upload(bytes, "", "book.xlsx");
    expect(file).toMatchObject({ fileType: "EXCEL", encoding: null, rowCount: 2 });
    expect(file.sheets).toMatchObject([
      { number: 1, name: "Notes", rowCount: 0 },
      { number: 2, name: "Leads", rowCount: 2, headers: true },
    ]);
    expect((await load(file.id, { campaignId, sheet: 1 })).body).toMatchObject({ code: "FILE_UNREADABLE" });
    const loaded = await load(file.id, { campaignId });
    expect(loaded).toMatchObject({
      status: 200,
      body: { action: "LOAD_LEADS", status: "DONE", matched: 1, changed: 1 },
    });
    expect(await leadsOf(campaignId)).toMatchObject([{ phone: "+14155550100", first_name: "Ann" }]);
    expect((await load(file.id, { campaignId })).body).toMatchObject({ code: "CONFLICT" });
  });

  test("columns are named by number or header; a repeated header must be named by number", async () => {
    const campaignId = await newCampaign();
    const { body: file } = await upload("Tel;Name;name\n4155550100;Ann;Lee\n");
    expect(file.fileType).toBe("SEMICOLON");
    const twice = await load(file.id, { campaignId, columns: { leadPhone: "TEL", firstName: "name" } });
    expect(twice.body).toMatchObject({
      status: 400,
      detail: expect.stringContaining("columns 1 and 2 have that header"),
    });
    const none = await load(file.id, { campaignId, columns: { leadPhone: "Tell" } });
    expect(none.body.detail).toContain("did you mean Tel?");
    await load(file.id, { campaignId, columns: { leadPhone: "tel", firstName: 2 }, extended: { who: 1 } });
    expect(await leadsOf(campaignId)).toMatchObject([{ first_name: "Lee", extended: { who: "Ann" } }]);
  });

  test("a file is shown with or without a header row, as requested", async () => {
    const { body: file } = await upload("Tel,Name\n4155550100,Ann\n");
    const shown = async (headers: boolean) => {
      const { body } = await program.request("GET", `${v1}/lead-files/${file.id}?headers=${headers}`);
      return body.sheets[0];
    };
    expect(await shown(true)).toMatchObject({
      headers: true,
      columns: [{ header: "Tel", samples: ["4155550100"] }, {}],
    });
    expect(await shown(false)).toMatchObject({
      headers: false,
      columns: [
        { header: null, samples: ["Tel", "4155550100"], field: null },
        { samples: ["Name", "Ann"], field: null },
      ],
    });
  });

  test("a load reports its file, its list, and its rejected rows in pages and by reason", async () => {
    const campaignId = await newCampaign();
    const { body: file } = await upload("Tel,Name\nnone,Ann\n4155550100,Bo\n4155550100,Cy\n12,Di\n", "", "may.csv");
    const { body: action } = await load(file.id, { campaignId, duplicateHandling: "REMOVE_FROM_LIST" });
    const { body: list } = await program.request("GET", `${v1}/lists/${action.load.listId}`);
    expect(action.load).toEqual({
      leadFileId: file.id,
      fileName: "may.csv",
      sheet: 1,
      campaignId,
      listId: list.listId,
    });
    const rejections = async (query: string) =>
      (await program.request("GET", `${v1}/lead-actions/${action.id}/rejections${query}`)).body;
    const first = await rejections("?limit=2");
    expect(first).toMatchObject({
      headers: ["Tel", "Name"],
      items: [
        {
          rowNumber: 2,
          reason: "INVALID",
          message: expect.stringContaining('leadPhone is "none"'),
          cells: ["none", "Ann"],
        },
        { rowNumber: 4, reason: "DUPLICATE" },
      ],
      nextCursor: "4",
    });
    const rest = await rejections(`?limit=2&cursor=${first.nextCursor}`);
    expect(rest).toMatchObject({ items: [{ rowNumber: 5 }], nextCursor: null });
    const invalid = await rejections("?reason=INVALID");
    expect(invalid.items.map(({ rowNumber }: { rowNumber: number }) => rowNumber)).toEqual([2, 5]);
    const viewer = await program.as("viewer");
    expect((await viewer.request("GET", `${v1}/lead-actions/${action.id}/rejections`)).status).toBe(403);
  });

  test("leads of several batches keep the order of the file, and duplicates are found across batches", async () => {
    const campaignId = await newCampaign();
    const { body: file } = await upload(`${many(9000)}2015550000,again\n`);
    const { body } = await load(file.id, { campaignId, duplicateHandling: "REMOVE_FROM_LIST" });
    expect(body).toMatchObject({ matched: 9001, changed: 9000, skipped: [{ reason: "duplicate", count: 1 }] });
    const leads = await leadsOf(campaignId);
    expect(leads.map((lead) => lead.extern_id)).toEqual(Array.from({ length: 9000 }, (_, i) => `many-${i}`));
    expect(await rejectedRows(body.id)).toContain(`leadPhone belongs to lead ${leads[0]?.lead_id} of this load`);
  });

  test("a load is a lead action: listed, in the history of its leads, and undone except for leads changed since", async () => {
    const campaignId = await newCampaign();
    const { body: file } = await upload(many(5000));
    const { body: action } = await load(file.id, { campaignId });
    const [first, second, third] = (await leadsOf(campaignId)).map((lead) => lead.lead_id) as [number, number, number];
    const history = await program.request("GET", `${v1}/leads/${first}/history`);
    expect(history.body.items).toMatchObject([{ kind: "LOADED", details: { actionId: action.id, campaignId } }]);
    const listed = await program.request("GET", `${v1}/lead-actions?action=LOAD_LEADS&limit=1`);
    expect(listed.body.items).toMatchObject([{ id: action.id, undoable: true, changed: 5000 }]);
    const made = await program.request("GET", `${v1}/lead-actions/${action.id}/leads?limit=2`);
    expect(made.body.items).toMatchObject([{ leadId: first, result: "LOADED" }, { leadId: second }]);

    const pause = { action: "PAUSE_LEADS", criteria: { leadIds: [first] } };
    await program.request("POST", `${v1}/lead-actions`, pause);
    await program.request("PATCH", `${v1}/leads/${second}`, { firstName: "Changed" });
    await program.request("POST", `${v1}/lead-actions`, { action: "DELETE_LEADS", criteria: { leadIds: [third] } });
    const undo = `${v1}/lead-actions/${action.id}/undo`;
    expect((await program.request("POST", undo, { dryRun: true })).body).toMatchObject({
      matched: 4999,
      wouldChange: 4997,
      skipped: [{ reason: "changed since", count: 2 }],
    });
    const undone = await program.request("POST", undo, {});
    expect(undone.body).toMatchObject({
      status: "DONE",
      deleted: 4997,
      skipped: [{ reason: "changed since", count: 2 }],
      undoable: false,
    });
    expect((await leadsOf(campaignId)).map((lead) => lead.lead_id)).toEqual([first, second]);
    const conflicts = await program.request("GET", `${v1}/lead-actions/${undone.body.id}/leads?result=CONFLICT`);
    expect(conflicts.body.items).toMatchObject([{ leadId: first, reason: "changed since" }, { leadId: second }]);
    expect((await program.request("POST", undo, {})).body).toMatchObject({ code: "NOT_UNDOABLE" });
  });

  test("undoing an untouched load removes its list too", async () => {
    const campaignId = await newCampaign();
    const { body: file } = await upload(many(10));
    const { body } = await load(file.id, { campaignId });
    await program.request("POST", `${v1}/lead-actions/${body.id}/undo`, {});
    expect((await program.request("GET", `${v1}/lists?campaignId=${campaignId}`)).body.items).toEqual([]);
    // An undone load may be repeated.
    expect((await load(file.id, { campaignId })).body).toMatchObject({ status: "DONE", changed: 10 });
  });

  test("a request sent twice with one key runs once and gets the same answer", async () => {
    const campaignId = await newCampaign();
    const { body: file } = await upload(many(10));
    const send = (more = {}) => load(file.id, { campaignId, ...more }, { "idempotency-key": "load-1" });
    const [one, two] = await Promise.all([send(), send()]);
    expect(two.body.id).toBe(one.body.id);
    expect(await leadsOf(campaignId)).toHaveLength(10);
    expect(await send({ description: "other" })).toMatchObject({ status: 422 });
  });

  test("of two loads of one file at the same time, the second waits for the first and is refused", async () => {
    const campaignId = await newCampaign();
    const { body: file } = await upload(many(10));
    const client = await program.db.pool.connect();
    await client.query("begin");
    await client.query("select from lead_file where lead_file_id = $1 for update", [file.id]);
    const both = [load(file.id, { campaignId }), load(file.id, { campaignId })];
    await vi.waitFor(async () => {
      const waiting = await program.db.query(
        sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(waiting.length).toBeGreaterThanOrEqual(2);
    }, 20_000);
    await client.query("rollback");
    client.release();
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.sort((a, b) => a - b)).toEqual([expect.toBeOneOf([200, 201, 202]), 409]);
    await vi.waitFor(async () => expect(await leadsOf(campaignId)).toHaveLength(10), 20_000);
  });

  test("a load without any valid row says so and leaves no list", async () => {
    const campaignId = await newCampaign();
    const { body: file } = await upload("phone\nnone\nneither\n");
    expect((await load(file.id, { campaignId })).body).toMatchObject({ matched: 2, changed: 0, status: "DONE" });
    expect((await program.request("GET", `${v1}/lists?campaignId=${campaignId}`)).body.items).toEqual([]);
  });

  test("rows are scrubbed against the do-not-call list, and rows with an agent are reserved", async () => {
    const campaignId = await newCampaign();
    await program.request("POST", `${v1}/dnc-entries`, { phone: "4155550177" });
    const { body: file } = await upload("phone,agent\n4155550177,\n4155550178,987654\n");
    const { body } = await load(file.id, { campaignId });
    expect(body).toMatchObject({ changed: 1, skipped: [{ reason: "on the do-not-call list", count: 1 }] });
  });

  test("a running load has progress and can be canceled, and its finished part can be undone", async () => {
    const campaignId = await newCampaign();
    const { body: file } = await upload(many(12_000));
    // Locking the campaign keeps batches from finishing.
    const client = await program.db.pool.connect();
    await client.query("begin");
    await client.query(`select from campaign where campaign_id = ${campaignId} for update`);
    const held = load(file.id, { campaignId }, { prefer: "respond-async" });
    await vi.waitFor(async () => {
      const waiting = await program.db.query(
        sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(waiting.length).toBeGreaterThan(0);
    });
    await client.query("rollback");
    client.release();
    const { body, status } = await held;
    expect({ status, ...body }).toMatchObject({
      status: expect.toBeOneOf([202, "RUNNING", "DONE"]),
      action: "LOAD_LEADS",
    });
    const path = `${v1}/lead-actions/${body.id}`;
    await program.request("POST", `${path}/cancel`);
    await vi.waitFor(async () =>
      expect((await program.request("GET", path)).body.status).toEqual(expect.toBeOneOf(["CANCELLED", "DONE"])),
    );
    const { changed } = (await program.request("GET", path)).body;
    expect(await leadsOf(campaignId)).toHaveLength(changed);
    await program.request("POST", `${path}/undo`, {});
    expect(await leadsOf(campaignId)).toEqual([]);
  });

  test("a file is kept for a day or until it is deleted, and other accounts do not see it", async () => {
    const campaignId = await newCampaign();
    const { body: file } = await upload(many(3));
    const viewer = await program.as("viewer");
    expect((await upload(many(3), "", "x.csv", viewer)).status).toBe(403);
    const stranger = await program.as("admin", (await program.as(null)).accountId);
    const theirs = `/v1/accounts/${stranger.accountId}/lead-files/${file.id}`;
    expect((await stranger.request("GET", theirs)).status).toBe(404);
    const { body: other } = await upload(many(3));
    expect((await program.request("DELETE", `${v1}/lead-files/${other.id}`)).status).toBe(204);
    expect((await load(other.id, { campaignId })).status).toBe(404);
    await dropExpiredFiles(program.db, new Date(Date.now() + 24 * 60 * 60 * 1000));
    expect((await load(file.id, { campaignId })).body).toMatchObject({ code: "LEAD_FILE_NOT_FOUND" });
    expect(await program.db.query(sql`select from lead_file_chunk`)).toEqual([]);
  });

  test("deleting a lead removes everything its load kept about the person: file, rejected rows, preview", async () => {
    const campaignId = await newCampaign();
    const rows = ["(201) 687-9876", "2016879876", "+1 201 687 9876", "2016870001", "none"];
    const text = `phone,email,maxPasses\n${rows.map((phone, i) => `${phone},p${i}@example.com,${i === 2 ? "x" : ""}`).join("\n")}\n`;
    const { body: file } = await upload(text);
    const { body: other } = await upload(many(3));
    const { body: done } = await load(file.id, { campaignId, duplicateHandling: "REMOVE_ALL_EXISTING" });
    expect(done).toMatchObject({
      changed: 2,
      skipped: [
        { reason: "not valid", count: 2 },
        { reason: "duplicate", count: 1 },
      ],
    });
    expect(await tablesWith("2016879876")).toEqual(["contact", "lead_file", "lead_file_chunk", "load_rejection"]);

    const [gone] = await leadsOf(campaignId);
    const request = { action: "DELETE_LEADS", criteria: { leadIds: [gone?.lead_id] } };
    expect((await program.request("POST", `${v1}/lead-actions`, request)).body).toMatchObject({ deleted: 1 });
    expect(await tablesWith("2016879876")).toEqual([]);
    expect(await rejectedRows(done.id)).toContain("p4@example.com");
    expect(await tablesWith("2016870001")).toEqual(["contact"]);
    expect((await load(file.id, { campaignId })).body).toMatchObject({ code: "LEAD_FILE_NOT_FOUND" });
    expect((await load(other.id, { campaignId })).body).toMatchObject({ status: "DONE", changed: 3 });
  });

  test("a file that is loading while one of its leads is deleted is removed when the load ends", async () => {
    const campaignId = await newCampaign();
    const rows = Array.from({ length: 4001 }, (_, i) => `${2035550000 + i},${i < 4000 ? "" : "Pacific/Chatham"}`);
    const { body: file } = await upload(`phone,timezone\n${rows.join("\n")}\n`);
    const chunks = () => program.db.query(sql`select from lead_file_chunk where lead_file_id = ${file.id}`);
    // The second of its two batches meets a new time zone and waits.
    const client = await program.db.pool.connect();
    let loading: ReturnType<typeof load>;
    try {
      await client.query("begin");
      await client.query("lock table time_zone in share mode");
      loading = load(file.id, { campaignId });
      await vi.waitFor(async () => expect(await leadsOf(campaignId)).toHaveLength(3999), 20_000);
      const [gone] = await leadsOf(campaignId);
      const request = { action: "DELETE_LEADS", criteria: { leadIds: [gone?.lead_id] } };
      expect((await program.request("POST", `${v1}/lead-actions`, request)).body).toMatchObject({ deleted: 1 });
      expect(await chunks()).toHaveLength(2);
      expect((await program.request("GET", `${v1}/lead-files/${file.id}`)).status).toBe(404);
    } finally {
      await client.query("rollback");
      client.release();
    }
    expect((await loading).body).toMatchObject({ status: "DONE", changed: 4001 });
    await dropExpiredFiles(program.db, new Date());
    expect(await chunks()).toEqual([]);
  });
});

/** Tables, including those of background jobs, that contain these ten digits in any grouping. */
async function tablesWith(digits: string): Promise<string[]> {
  const tables = await program.db.query<{ schema: string; name: string }>(sql`
    select schemaname as schema, tablename as name from pg_tables where schemaname in ('public', 'graphile_worker') order by tablename
  `);
  const found = await Promise.all(
    tables.map(async ({ schema, name }) => {
      const table = sql`${identifier(schema, name)}`;
      const text = name === "lead_file_chunk" ? sql`convert_from(rows, 'utf8')` : sql`(${identifier(name)})::text`;
      const rows = await program.db.query(sql`
        select from ${table} where regexp_replace(${text}, '[^0-9a-z]', '', 'g') like ${`%${digits}%`} limit 1
      `);
      return rows.length > 0 ? [name] : [];
    }),
  );
  return found.flat();
}

const old = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(3000)]);
const encrypted = Buffer.concat([old, Buffer.from("EncryptedPackage", "utf16le"), Buffer.alloc(3000)]);

describe("files that break loaders get a clear answer and leave nothing behind", () => {
  test.each<[what: string, query: string, bytes: () => Buffer | Promise<Buffer>, answer: RegExp]>([
    ["an empty file", "", () => Buffer.alloc(0), /it is empty/],
    ["only blank lines", "", () => Buffer.from("\n \r\n,,,\n"), /it has no rows/],
    [
      "an unclosed quote",
      "",
      () => Buffer.from('phone\n"415\n4155550100\n'),
      /the quote that opens in row 2 is never closed/,
    ],
    ["a cell of 10 MB", "", () => Buffer.from(`phone\n${"4".repeat(10_000_000)}\n`), /row 2 is longer than/],
    [
      "1,001 columns",
      "",
      () => Buffer.from(`${"4155550100,".repeat(1001)}\n`),
      /row 1 has 1001 columns, but at most 1000/,
    ],
    [
      "invalid UTF-8",
      "?encoding=utf-8",
      () => Buffer.from("Zo\xeb,4155550100", "latin1"),
      /to be read as UTF-8, but is not valid from/,
    ],
    ["an old workbook", "?fileType=EXCEL", () => old, /\.xls\); save it as \.xlsx or CSV/],
    ["a workbook with a password", "", () => encrypted, /protected with a password/],
    ["a zip bomb", "", () => workbook({ Leads: "<row></row>".repeat(4_000_000) }), /far more data than a workbook/],
    [
      "an archive of other files",
      "",
      () => zip([{ name: "leads.csv", text: "4155550100" }]),
      /a ZIP file but not an Excel workbook/,
    ],
    ["a truncated workbook", "", async () => (await workbook({ Leads: "" })).subarray(0, 700), /cut off or damaged/],
    ["a workbook declared as CSV", "?fileType=COMMA", () => workbook({ Leads: "" }), /send fileType=EXCEL/],
    ["CSV declared as a workbook", "?fileType=EXCEL", () => Buffer.from("4155550100"), /it is text and not a workbook/],
    ["a web page called .xls", "", () => Buffer.from("<html><table><tr><td>4155550100"), /it is a web page/],
    ["a PDF", "", () => Buffer.from("%PDF-1.7 4155550100"), /it is a PDF/],
    ["binary data", "", () => Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7) % 256)), /it is not text/],
    ["a workbook without cells", "", () => workbook({ Leads: "" }), /it has no rows/],
  ])("%s", async (_, query, bytes, answer) => {
    const kept = await program.db.query(sql`select lead_file_id from lead_file`);
    const { status, body } = await upload(await bytes(), query);
    expect({ status, ...body }).toMatchObject({
      status: 400,
      code: "FILE_UNREADABLE",
      detail: expect.stringMatching(answer),
    });
    expect(await program.db.query(sql`select lead_file_id from lead_file`)).toEqual(kept);
  });

  test.each<[what: string, text: string, counts: object, rejected: RegExp[]]>([
    [
      "headers only",
      "phone,name\n",
      { code: "FILE_UNREADABLE", detail: expect.stringContaining("headers but no rows") },
      [],
    ],
    ["ragged rows", "phone,first\n4155550100\n4155550101,Ann,x,y\n4155550102,Bob,\n", { changed: 2 }, [/^3,INVALID/]],
    ["quotes in quotes", 'phone,first\n4155550100,"An ""A"" n"\n', { changed: 1 }, []],
    ["a NUL in a cell", "phone,first\n4155550100,A\0n\n4155550101,Bob\n", { changed: 1 }, [/^2,INVALID.*U\+0000/]],
    [
      "a cell of 5,000 characters",
      `phone,first\n4155550100,${"x".repeat(5000)}\n4155550101,B\n`,
      { changed: 1 },
      [/^2,INVALID.*at most 4000 characters/],
    ],
    ["formulas, which stay text", "phone,first\n4155550100,=1+1\n4155550101,'=1+1\n", { changed: 2 }, []],
    ["mixed line endings", "phone\r\n4155550100\r4155550101\n4155550102", { changed: 3 }, []],
    ["one column without headers", "4155550100\n4155550101\n", { changed: 2 }, []],
    ["1,000 columns", `phone${",x".repeat(999)}\n4155550100${",1".repeat(999)}\n`, { changed: 1 }, []],
    ["repeated headers", "phone,phone\n4155550100,4155550101\n", { changed: 1 }, []],
  ])("%s", async (_, text, counts, rejected) => {
    const campaignId = await newCampaign();
    const { body: file } = await upload(text);
    const { body } = await load(file.id, { campaignId });
    expect(body).toMatchObject(counts);
    if (body.code) return;
    const lines = (await rejectedRows(body.id)).split("\r\n").slice(1, -1);
    expect(lines).toEqual(rejected.map((line) => expect.stringMatching(line)));
  });
});

describe("files that would grow", () => {
  const rows = (count: number, cells: string) =>
    Array.from({ length: count }, (_, i) => `<row r="${i + 1}">${cells.replaceAll("#", String(i + 1))}</row>`).join("");

  test("blank cells take no space: neither in a stored file nor in a rejected row", async () => {
    const campaignId = await newCampaign();
    const cells = '<c r="A#" t="inlineStr"><is><t>none</t></is></c><c r="ALL#"><v>7</v></c>';
    const file = await upload(await workbook({ Leads: rows(5000, cells) }), "", "wide.xlsx");
    expect(file).toMatchObject({ status: 201, body: { rowCount: 5000 } });
    const leadFileId = file.body.id;
    const stored = await program.db.one<{ rows: number; kept: number }>(sql`
      select sum(octet_length(rows)) as rows, max(stored_bytes) as kept
      from lead_file join lead_file_chunk using (account_id, lead_file_id) where lead_file_id = ${leadFileId}
    `);
    expect(stored.rows).toBeLessThan(5000 * 30);
    expect(stored.kept).toBe(stored.rows);

    const loaded = await load(leadFileId, { campaignId, headers: false, columns: { leadPhone: 0 } });
    expect(loaded).toMatchObject({ body: { matched: 5000, changed: 0 } });
    const kept = await program.db.one<{ bytes: number }>(sql`
      select avg(pg_column_size(sparse_cells)) as bytes from load_rejection where action_id = ${loaded.body.id}
    `);
    expect(Number(kept.bytes)).toBeLessThan(100);
    const page = await program.request("GET", `${v1}/lead-actions/${loaded.body.id}/rejections?limit=1`);
    expect(page.body.items[0].cells).toEqual(["none", ...Array(998).fill(""), "7"]);
  });

  test("blank cells count as columns, also where no row has a cell in each", async () => {
    const campaignId = await newCampaign();
    const { body: file } = await upload(",,,2015550100\n,Ann,,\n");
    expect(file.sheets[0].columns).toHaveLength(4);
    const columns = { leadPhone: 3, firstName: 1 };
    expect(await load(file.id, { campaignId, headers: false, columns })).toMatchObject({ body: { changed: 1 } });
  });

  test("files are listed with their previews up to 16 MB, and then without", async () => {
    const path = `${v1}/lead-files`;
    const listed = async () => (await program.request("GET", path)).body.items;
    const [newest] = await listed();
    expect(newest.sheets).toHaveLength(1);
    await upload("phone\n2015550100\n");
    await program.db.execute(sql`
      update lead_file set sheets = jsonb_set(sheets, '{0,name}', to_jsonb(repeat('x', 17000000)))
      where lead_file_id = (select max(lead_file_id) from lead_file)
    `);
    const after = await listed();
    expect(after[0].sheets).toEqual([]);
    expect(after[1]).toEqual({ ...newest, sheets: [] });
    expect(after.length).toBeGreaterThan(2);
  });

  test("rows that an earlier version stored with all their cells are loaded and shown", async () => {
    const campaignId = await newCampaign();
    const file = await upload("phone,a,b\n2015550100,,x\nnone,,y\n");
    const leadFileId = file.body.id;
    await program.db.execute(sql`
      update lead_file_chunk set rows = ${Buffer.from('[[1,"phone","a","b"],[2,"2015550100","","x"],[3,"none","","y"]]')}
      where lead_file_id = ${leadFileId}
    `);
    const columns = { leadPhone: 0 };
    const { body } = await load(leadFileId, { campaignId, columns, extended: { b: 2 } });
    expect(body).toMatchObject({ changed: 1 });
    await program.db.execute(sql`
      update load_rejection set sparse_cells = null, cells = '{none,"",y}' where action_id = ${body.id}
    `);
    const page = await program.request("GET", `${v1}/lead-actions/${body.id}/rejections`);
    expect(page.body.items[0].cells).toEqual(["none", "", "y"]);
  });

  test("a small workbook whose cells share a long text is refused before it fills the disk", async () => {
    const cells = '<c r="A#" t="s"><v>0</v></c>';
    const file = await workbook({ Leads: rows(3000, cells) }, { texts: [`<t>${"x".repeat(32_767)}</t>`] });
    expect(await upload(file, "", "bomb.xlsx")).toMatchObject({
      status: 400,
      body: { code: "FILE_GROWS_TOO_LARGE", limit: 64 * 1024 * 1024, size: file.length },
    });
    expect(await program.db.query(sql`select from lead_file where file_name = 'bomb.xlsx'`)).toEqual([]);
  });
});
