import { BlobReader, TextWriter, ZipReader } from "@zip.js/zip.js";
import { parse } from "csv-parse/sync";
import { readXlsx } from "hucre";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { unzip } from "../support/files/unzip.ts";
import { addCampaign, addLeads, addPlainLeads, type TestCampaign } from "../support/leads.ts";
import { type Answer, type Program, startProgram } from "../support/program.ts";

let program: Program;
let campaign: TestCampaign;
let leads: number[];
let path: string;
let now = new Date("2026-07-24T16:00:00Z");

const cruel = [
  'quotes "in" it',
  "two\r\nlines\nand more",
  "=1+1",
  " 007 ",
  "Zoë 𝔘 漢字 🙂",
  "back\\slash \\. \\N",
  "a,b;c|d\te",
  "'=quoted already",
];

beforeAll(async () => {
  program = await startProgram({ clock: () => now });
  path = `/v1/accounts/${program.accountId}/exports`;
  campaign = await addCampaign(program.db, program.accountId);
  leads = await addLeads(
    program.db,
    campaign,
    cruel.map((text, i) => ({
      first_name: text,
      extern_id: `x-${i}`,
      phone: `+1415555010${i}`,
      morePhones: ["+442071838750"],
    })),
  );
  await program.db.execute(sql`
    update contact set extended = '{"color": "=red", "size": 7}' where account_id = ${program.accountId} and lead_id = ${leads[0]}
  `);
});
afterAll(() => program.stop());

async function done(answer: Answer): Promise<Answer["body"]> {
  expect(answer.status).toBe(202);
  return vi.waitFor(
    async () => {
      const { body } = await program.request("GET", `${path}/${answer.body.id}`);
      expect(["DONE", "FAILED"]).toContain(body.status);
      return body;
    },
    { timeout: 60_000, interval: 50 },
  );
}

const ask = async (body: object) =>
  done(await program.request("POST", path, { criteria: { campaignIds: [campaign.campaignId] }, ...body }));
const bytesOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

test("an export reports its state from the request to the file, whose link needs no sign-in", async () => {
  const answer = await program.request("POST", path, {
    criteria: { leadIds: leads.slice(0, 3) },
    columns: ["externId"],
  });
  expect(answer.body).toMatchObject({
    status: "QUEUED",
    selected: null,
    processed: 0,
    downloadUrl: null,
    format: "CSV",
    zip: false,
  });
  expect(answer.headers.get("location")).toBe(`${path}/${answer.body.id}`);
  const made = await done(answer);
  expect(made).toMatchObject({
    status: "DONE",
    selected: 3,
    processed: 3,
    requestedBy: "admin@example.com",
    fileName: `leads-2026-07-24-${made.id}.csv`,
    expiresAt: "2026-07-25T16:00:00.000Z",
    encrypted: false,
    downloadedAt: null,
  });
  const file = await fetch(made.downloadUrl);
  expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(Buffer.from(await file.arrayBuffer()).toString()).toBe("\uFEFFexternId\nx-0\nx-1\nx-2\n");
  const { body: list } = await program.request("GET", `${path}?limit=1`);
  expect(list.items).toMatchObject([{ id: made.id, downloadedAt: "2026-07-24T16:00:00.000Z", bytes: made.bytes }]);
});

test("columns have the requested order and names, including extended data fields", async () => {
  const made = await ask({
    columns: [{ field: "leadPhone", header: "Téléphone, 1" }, "externId", "extendedLeadData.color", "otherPhones"],
  });
  const rows = (await bytesOf(made.downloadUrl)).toString().split("\n");
  expect(rows.slice(0, 2)).toEqual([
    '\uFEFF"Téléphone, 1",externId,extendedLeadData.color,otherPhones',
    "+14155550100,x-0,'=red,+442071838750",
  ]);
});

test("every listed column can be requested, and an export without columns has all of them", async () => {
  const { body } = await program.request("GET", `${path}/columns`);
  const all = await ask({ columns: body.items });
  const none = await ask({});
  expect(all.columns).toEqual(none.columns);
});

test("a CSV file guards formulas unless the guard is off, in which case every cell is exact", async () => {
  const cells = async (given: object) => {
    const made = await ask({ columns: ["firstName"], ...given });
    return (parse(await bytesOf(made.downloadUrl), { bom: true }) as string[][]).slice(1).map(([cell]) => cell);
  };
  expect(await cells({})).toEqual(cruel.map((text) => (text === "=1+1" ? "'=1+1" : text)));
  expect(await cells({ formulaGuard: false })).toEqual(cruel);
});

test("NDJSON has one line of JSON per lead", async () => {
  const made = await ask({ format: "NDJSON" });
  const lines = (await bytesOf(made.downloadUrl)).toString().trimEnd().split("\n");
  const rows = lines.map((line) => JSON.parse(line));
  expect(rows.map((row) => row.firstName)).toEqual(cruel);
  expect(rows[0]).toMatchObject({
    leadId: leads[0],
    leadPhone: "+14155550100",
    otherPhones: ["+442071838750"],
    suppressed: false,
    stateDts: "2026-06-01T12:00:00.000Z",
    lastPassDts: null,
    extendedLeadData: { color: "=red", size: 7 },
  });
});

test("a workbook stores numbers as numbers and everything else as text, including formulas", async () => {
  await program.db.execute(sql`
    update contact set aux_data5 = repeat('x', 40000) where account_id = ${program.accountId} and lead_id = ${leads[1]}
  `);
  const made = await ask({ format: "XLSX", columns: ["leadId", "firstName", "suppressed", "auxData5", "lastPassDts"] });
  const values = await rowsOfLeads(await bytesOf(made.downloadUrl));
  expect(values[0]).toEqual(["leadId", "firstName", "suppressed", "auxData5", "lastPassDts"]);
  // XML normalizes line endings to one.
  expect(values.slice(1).map((row) => row[1])).toEqual(cruel.map((text) => text.replaceAll("\r\n", "\n")));
  expect(values[2]?.slice(0, 3)).toEqual([leads[1], cruel[1]?.replaceAll("\r\n", "\n"), false]);
  expect(values[2]?.[3]).toBe(`${"x".repeat(32_766)}…`);
});

test("a workbook keeps characters that XML reserves or forbids, and cuts text that a cell cannot hold", async () => {
  await program.db.execute(sql`
    update contact
    set aux_data1 = ${"a & <b> ]]> &amp; _x0041_ _x"}, aux_data2 = ${"bell\u0001, tab\t, return\rfeed\n\uffff"}, aux_data3 = repeat('🙂', 20000)
    where account_id = ${program.accountId} and lead_id = ${leads[0]}
  `);
  const columns = [{ field: "auxData1", header: "<&> =1+1" }, "auxData2", "auxData3", "auxData4", "leadPriority"];
  const made = await ask({ format: "XLSX", columns, criteria: { leadIds: [leads[0]] } });
  const book = await bytesOf(made.downloadUrl);
  const [names, values = []] = await rowsOfLeads(book);
  expect(names).toEqual(["<&> =1+1", "auxData2", "auxData3", "auxData4", "leadPriority"]);
  const [first, second, third, fourth, fifth] = values;
  expect([first, second, fifth]).toEqual(["a & <b> ]]> &amp; _x0041_ _x", "bell, tab\t, return\nfeed\n", 999]);
  expect([String(third).length, String(third).slice(-3)]).toEqual([32_767, "🙂…"]);
  expect(fourth).toBeNull();
  const sheet = String((await unzip(book))["xl/worksheets/sheet1.xml"]);
  expect(sheet).toMatch(/<sheetView [^>]*>\s*<pane ySplit="1" [^>]*state="frozen"/);
});

/** The cells of the sheet "Leads", read by a library other than the program's own. */
async function rowsOfLeads(book: Buffer): Promise<unknown[][]> {
  const { sheets } = await readXlsx(book);
  return sheets.find(({ name }) => name === "Leads")?.rows ?? [];
}

test("a refused password is not repeated in the answer", async () => {
  const { status, body } = await program.request("POST", path, { password: "short" });
  expect(status).toBe(400);
  expect(JSON.stringify(body)).not.toContain("short");
  expect(body).toMatchObject({ field: "password", got: "text of 5 characters" });
});

test("a ZIP archive with a password opens only with that password", async () => {
  const made = await ask({ columns: ["externId"], password: "correct horse" });
  expect(made).toMatchObject({ encrypted: true, zip: true, fileName: expect.stringMatching(/\.zip$/) });
  const bytes = await bytesOf(made.downloadUrl);
  const read = async (password: string) => {
    const [entry] = await new ZipReader(new BlobReader(new Blob([new Uint8Array(bytes)])), {
      useWebWorkers: false,
    }).getEntries();
    if (!entry || entry.directory) throw new Error("no file");
    return entry.getData(new TextWriter(), { password });
  };
  expect(await read("correct horse")).toMatch(/^externId\nx-0\n/);
  await expect(read("wrong horse")).rejects.toThrow();
  await expect(unzip(bytes)).rejects.toThrow();
  expect(await program.db.query(sql`select password from archive where archive_id = ${made.id}`)).toEqual([
    { password: null },
  ]);
  expect(JSON.stringify((await program.request("GET", `${path}/${made.id}`)).body)).not.toContain("horse");
});

test("any range of the file can be read, across chunk boundaries", async () => {
  await addPlainLeads(program.db, await addCampaign(program.db, program.accountId, campaign.dialGroupId), 6000);
  const made = await ask({ criteria: {} });
  expect(made.selected).toBe(6000 + leads.length);
  const whole = await bytesOf(made.downloadUrl);
  expect(whole.length).toBe(made.bytes);
  expect(whole.length).toBeGreaterThan(3 * 262_144);
  for (const [first, last] of [
    [0, 0],
    [262_143, 262_144],
    [262_144, 524_287],
    [100, 700_000],
    [whole.length - 1, whole.length - 1],
  ] as const) {
    const part = await fetch(made.downloadUrl, { headers: { range: `bytes=${first}-${last}` } });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes ${first}-${last}/${whole.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(first, last + 1))).toBe(true);
  }
  const late = await fetch(made.downloadUrl, { headers: { range: `bytes=${whole.length}-` } });
  expect(late.status).toBe(416);
  expect(await late.json()).toMatchObject({ code: "RANGE_NOT_SATISFIABLE" });
  const changed = await fetch(made.downloadUrl, { headers: { range: "bytes=0-9", "if-range": '"another"' } });
  expect([changed.status, changed.headers.get("content-length")]).toEqual([200, String(whole.length)]);
  await changed.arrayBuffer();
});

test("a deleted lead is removed from an export nobody has downloaded yet, and stays in a downloaded one", async () => {
  const other = await addCampaign(program.db, program.accountId, campaign.dialGroupId);
  const [a, b, c] = (await addLeads(program.db, other, [{}, {}, {}])) as [number, number, number];
  const request = {
    criteria: { campaignIds: [other.campaignId] },
    columns: ["leadId"],
    password: "correct horse",
    zip: true,
  };
  const [out, kept] = [await ask({ ...request, password: undefined, zip: false }), await ask(request)];
  await bytesOf(out.downloadUrl);
  // Mail scanners send HEAD requests for links. That does not count as a download.
  expect((await fetch(kept.downloadUrl, { method: "HEAD" })).status).toBe(200);
  const deleted = await program.request("POST", `/v1/accounts/${program.accountId}/lead-actions`, {
    action: "DELETE_LEADS",
    criteria: { leadIds: [b] },
  });
  expect(deleted.body.deleted).toBe(1);
  const again = await done({ ...deleted, status: 202, body: kept });
  expect(again).toMatchObject({ selected: 3, processed: 2, withdrawn: 1 });
  const [entry] = await new ZipReader(new BlobReader(new Blob([new Uint8Array(await bytesOf(again.downloadUrl))])), {
    useWebWorkers: false,
  }).getEntries();
  if (!entry || entry.directory) throw new Error("no file");
  expect(await entry.getData(new TextWriter(), { password: "correct horse" })).toBe(`leadId\n${a}\n${c}\n`);
  expect((await bytesOf(out.downloadUrl)).toString()).toBe(`\uFEFFleadId\n${a}\n${b}\n${c}\n`);
});

test("exports leave workers to more urgent jobs", async () => {
  const { body } = await program.request("POST", path, { criteria: { leadIds: [] }, columns: ["leadId"] });
  await done({ status: 202, headers: new Headers(), body });
  const queues = await program.db.query(sql`select queue_name from graphile_worker._private_job_queues`);
  expect(queues).toEqual([{ queue_name: `exports-${program.accountId}` }]);
});

test("an export can be removed, and is removed automatically when it expires", async () => {
  const [removed, kept] = [await ask({ columns: ["leadId"] }), await ask({ columns: ["leadId"], hours: 2 })];
  expect((await program.request("DELETE", `${path}/${removed.id}`)).status).toBe(204);
  expect((await program.request("GET", `${path}/${removed.id}`)).status).toBe(404);
  expect((await fetch(removed.downloadUrl)).status).toBe(404);
  expect(await program.db.query(sql`select from archive_chunk where archive_id = ${removed.id}`)).toEqual([]);
  now = new Date("2026-07-24T18:00:00Z");
  expect((await fetch(kept.downloadUrl)).status).toBe(410);
  now = new Date("2026-07-24T16:00:00Z");
  const audits = await program.db.query(sql`
    select action_type as type, user_name as by from audit where entity = 'Export' and entity_id = ${String(removed.id)} order by audit_id
  `);
  expect(audits).toEqual([
    { type: "CREATE", by: "admin@example.com" },
    { type: "DELETE", by: "admin@example.com" },
  ]);
});

test.each([
  [{ columns: ["leadId", "firstNam"] }, 'columns[1].field is "firstNam"; it takes a column; did you mean firstName?'],
  [
    { columns: ["leadId", { field: "externId", header: "leadId" }] },
    'columns[1].header is "leadId" for the second time',
  ],
  [{ zip: false, password: "correct horse" }, "password is given; it takes nothing if zip is false"],
  [{ password: "short" }, "password"],
  [{ format: "PDF" }, "format"],
  [{ criteria: { leadStates: ["REDY"] } }, "leadStates"],
  [{ criteria: { nonsense: 1 } }, "nonsense"],
  [{ hours: 1000 }, "hours"],
])("the request %j is refused with a message", async (body, words) => {
  const answer = await program.request("POST", path, body);
  expect(answer.status).toBe(400);
  expect(answer.body.detail).toContain(words);
});

test("exports are for managers, and each account sees only its own", async () => {
  const made = await ask({ columns: ["leadId"] });
  for (const role of ["viewer", "dialer"] as const) {
    const someone = await program.as(role);
    expect((await someone.request("POST", path, {})).status).toBe(403);
    expect((await someone.request("GET", path)).status).toBe(403);
  }
  const stranger = await program.as(null);
  expect((await stranger.request("GET", `/v1/accounts/${stranger.accountId}/exports/${made.id}`)).status).toBe(404);
  expect((await stranger.request("DELETE", `/v1/accounts/${stranger.accountId}/exports/${made.id}`)).status).toBe(404);
  expect((await stranger.request("GET", `/v1/accounts/${stranger.accountId}/exports`)).body).toEqual({
    items: [],
    nextCursor: null,
  });
});
