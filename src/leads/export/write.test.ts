import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { testContext } from "../../../test/support/context.ts";
import { unzip, unzipCsv } from "../../../test/support/files/unzip.ts";
import { addAccount, addAgent, addCampaign, addLeads, type TestCampaign } from "../../../test/support/leads.ts";
import type { Database } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { readMail, readOutbox } from "../../mail/outbox.ts";
import { openDownload } from "./download.ts";
import { mailLeads } from "./enqueue-export.ts";
import { withdrawFromExports } from "./withdraw.ts";
import { dropExpiredArchives, writeExport } from "./write.ts";

let home: Awaited<ReturnType<typeof testContext>>;
let campaign: TestCampaign;
const never = { signal: new AbortController().signal };

beforeAll(async () => {
  home = await testContext();
});

beforeEach(async () => {
  const { db } = home.context;
  await db.execute(sql`delete from graphile_worker._private_jobs`);
  const accountId = await addAccount(db);
  campaign = await addCampaign(db, accountId);
  home.time.now = new Date("2026-07-24T16:00:00Z");
});

afterAll(() => home.drop());

async function addAction(status: string): Promise<number> {
  const { id } = await home.context.db.one<{ id: number }>(sql`
    insert into lead_action (account_id, action, status, criteria, params, requested_by, created_at)
    values (${campaign.accountId}, 'EMAIL_LEADS', ${status}, '{}', '{}', 'boss@example.com', ${home.time.now}) returning action_id as id
  `);
  return id;
}

/** Requests an export of the leads with these ids; returns the archive's id. */
async function ask(leadIds: number[], { status = "DONE", actionId = 0, recipients = ["ann@example.com"] } = {}) {
  const action = actionId || (await addAction(status));
  const { archived } = await mailLeads(home.context.db, {
    accountId: campaign.accountId,
    actionId: action,
    recipients,
    requestedBy: "boss@example.com",
    selection: sql`select lead_id from lead where account_id = ${campaign.accountId} and lead_id = any(${leadIds})`,
    now: home.time.now,
  });
  const { id } = await home.context.db.one<{ id: number }>(sql`
    select archive_id as id from archive where account_id = ${campaign.accountId} and action_id = ${action}
  `);
  return { archived, archiveId: id, actionId: action };
}

const write = (archiveId: number) => writeExport(home.context, campaign.accountId, archiveId, never);

async function mails() {
  const { db } = home.context;
  const { mails: listed } = await readOutbox(db, campaign.accountId, 100);
  return Promise.all(listed.map(({ mailId }) => readMail(db, campaign.accountId, mailId)));
}

async function download(body: string): Promise<Buffer> {
  const token = /\/v1\/downloads\/(\S+)/.exec(body)?.[1] ?? "";
  return buffer((await openDownload(home.context.db, token, home.time.now, true)).content());
}

async function deleteLeads(...leadIds: number[]): Promise<void> {
  await home.context.db.transaction(async (tx) => {
    const { accountId } = campaign;
    await withdrawFromExports(tx, accountId, sql`select unnest(${leadIds}::bigint[])`);
    await tx.execute(sql`delete from contact where account_id = ${accountId} and lead_id = any(${leadIds})`);
    await tx.execute(sql`delete from lead where account_id = ${accountId} and lead_id = any(${leadIds})`);
  });
}

test("the file holds every field of the selected leads and nobody else's", async () => {
  const { db } = home.context;
  const agent = await addAgent(db, campaign.accountId, campaign.dialGroupId);
  const [full, plain, other] = (await addLeads(db, campaign, [
    {
      phone: "+14155550100",
      morePhones: ["+14155550101", "+442071838750"],
      extern_id: "A-1",
      first_name: 'Zoë "Zed"',
      last_name: "=cmd|' /C calc'!A0",
      address1: "1, Main St\r\nBack door",
      email: "zoe@example.com",
      zip: "02139",
      lead_state: "AGENT-CALLBACK",
      suppressed: true,
      pass_count: 2,
      next_dial_time: new Date("2026-07-25T12:30:00Z"),
      last_pass_at: new Date("2026-07-23T09:00:00Z"),
      last_system_disposition: "NOANSWER",
      last_agent_disposition: "Call later",
      last_agent_id: agent,
      reserved_agent_id: agent,
      callback_agent_id: agent,
      callback_at: new Date("2026-07-26T09:00:00Z"),
      aux_data1: "-5",
      zone: "America/Chicago",
    },
    {},
    {},
  ])) as [number, number, number];
  await db.execute(sql`
    update contact set extended = '{"vip": true, "score": 7}' where account_id = ${campaign.accountId} and lead_id = ${full}
  `);
  await ask([other]);
  const { archiveId, archived } = await ask([full, plain]);
  expect(archived).toBe(2);
  await write(archiveId);
  const [mail] = await mails();
  const bytes = await download(mail?.text ?? "");
  expect(Object.keys(await unzip(bytes))).toEqual([`leads-2026-07-24-${archiveId}.csv`]);
  const rows = await unzipCsv(bytes);
  expect(rows.map((row) => row.leadId)).toEqual([String(full), String(plain)]);
  expect(rows[0]).toEqual({
    leadId: String(full),
    campaignId: String(campaign.campaignId),
    campaignName: "Campaign",
    listId: String(campaign.listId),
    listDesc: "List",
    externId: "A-1",
    leadPhone: "+14155550100",
    otherPhones: "+14155550101|+442071838750",
    title: "",
    firstName: 'Zoë "Zed"',
    midName: "",
    lastName: "'=cmd|' /C calc'!A0",
    suffix: "",
    email: "zoe@example.com",
    address1: "1, Main St\r\nBack door",
    address2: "",
    city: "",
    state: "",
    zip: "02139",
    countryId: "USA",
    gateKeeper: "",
    callerId: "",
    leadTimezone: "America/Chicago",
    leadState: "AGENT-CALLBACK",
    stateDts: "2026-06-01T12:00:00.000Z",
    suppressed: "true",
    suppressedUntil: "",
    suppressionReason: "",
    leadPriority: "999",
    leadPasses: "2",
    maxPasses: "3",
    nextDialTime: "2026-07-25T12:30:00.000Z",
    lastPassDts: "2026-07-23T09:00:00.000Z",
    lastPassDisposition: "NOANSWER",
    agentDisposition: "Call later",
    lastPassAgentName: expect.stringMatching(/^agent/),
    reserveAgent: String(agent),
    reserveAgentName: expect.stringMatching(/^agent/),
    callbackDts: "2026-07-26T09:00:00.000Z",
    callbackAgentName: expect.stringMatching(/^agent/),
    originalLeadId: "",
    auxData1: "-5",
    auxData2: "",
    auxData3: "",
    auxData4: "",
    auxData5: "",
    auxPhone: "",
    auxExternalUrl: "",
    auxGreeting: "",
    liveAnswerMessage: "",
    machAnswerMessage: "",
    loadedDts: "2026-06-01T12:00:00.000Z",
    uploadDate: "2026-06-01T12:00:00.000Z",
    uploadedBy: "test",
    extendedLeadData: '{"vip": true, "score": 7}',
  });
});

test("each recipient gets a separate mail with count, requester, link, and expiry", async () => {
  const leads = await addLeads(home.context.db, campaign, [{}, {}]);
  const { archiveId } = await ask(leads, { recipients: ["ann@example.com", "bob@example.com"] });
  await write(archiveId);
  const sent = await mails();
  expect(sent.map(({ to }) => to).sort((a, b) => a.localeCompare(b))).toEqual(["ann@example.com", "bob@example.com"]);
  expect(sent[0]).toMatchObject({ subject: "Lead export: 2 leads of Test", status: "QUEUED" });
  for (const words of [
    "Requested by:  boss@example.com",
    "Campaigns:     Campaign (2)",
    "https://leads.example.com/v1/downloads/",
    "until Saturday, 25 July 2026, 12:00 EDT",
  ])
    expect(sent[0]?.text).toContain(words);
  expect(sent[0]?.html).toContain('href="https://leads.example.com/v1/downloads/');
});

test("names of accounts and campaigns are text in the mail, not markup, and cannot break a header", async () => {
  const { db } = home.context;
  await db.execute(
    sql`update account set account_name = ${"<b>A&B</b>\r\nBcc: eve@example.com"} where account_id = ${campaign.accountId}`,
  );
  await db.execute(sql`update campaign set campaign_name = '<script>' where account_id = ${campaign.accountId}`);
  const { archiveId } = await ask(await addLeads(db, campaign, [{}]));
  await write(archiveId);
  const [mail] = await mails();
  expect(mail?.subject).toBe("Lead export: 1 lead of <b>A&B</b> Bcc: eve@example.com");
  expect(mail?.html).toContain("&lt;b&gt;A&amp;B&lt;/b&gt;");
  expect(mail?.html).not.toContain("<script>");
});

test("an action's batches go into one archive and one mail, once the action is done", async () => {
  const [a, b, c] = (await addLeads(home.context.db, campaign, [{}, {}, {}])) as [number, number, number];
  const { archiveId, actionId } = await ask([a, b], { status: "RUNNING" });
  await write(archiveId);
  expect(await mails()).toEqual([]);
  expect((await ask([c], { actionId })).archived).toBe(1);
  await home.context.db.execute(sql`update lead_action set status = 'DONE' where action_id = ${actionId}`);
  await write(archiveId);
  await write(archiveId);
  const [mail, ...more] = await mails();
  expect(more).toEqual([]);
  expect((await unzipCsv(await download(mail?.text ?? ""))).map((row) => Number(row.leadId))).toEqual([a, b, c]);
});

test("nothing is mailed for a canceled action", async () => {
  const { archiveId } = await ask(await addLeads(home.context.db, campaign, [{}]), { status: "CANCELLED" });
  await write(archiveId);
  expect(await mails()).toEqual([]);
  expect(await home.context.db.query(sql`select from archive_batch where archive_id = ${archiveId}`)).toEqual([]);
});

test("a lead deleted before the file is written is not in it, and the mail says so", async () => {
  const [a, b] = (await addLeads(home.context.db, campaign, [{}, {}])) as [number, number];
  const { archiveId } = await ask([a, b]);
  await deleteLeads(a);
  await write(archiveId);
  const [mail] = await mails();
  expect((await unzipCsv(await download(mail?.text ?? ""))).map((row) => Number(row.leadId))).toEqual([b]);
  expect(mail?.text).toContain("1 (1 more were deleted");
});

test("a lead deleted after the file was written but before the mail left is in no file", async () => {
  const [a, b] = (await addLeads(home.context.db, campaign, [{}, {}])) as [number, number];
  const { archiveId } = await ask([a, b]);
  await write(archiveId);
  const [before] = await mails();
  await deleteLeads(a);
  expect(await mails()).toEqual([]);
  await expect(download(before?.text ?? "")).rejects.toMatchObject({ code: "DOWNLOAD_NOT_FOUND" });
  await write(archiveId);
  const [mail, ...more] = await mails();
  expect(more).toEqual([]);
  expect((await unzipCsv(await download(mail?.text ?? ""))).map((row) => Number(row.leadId))).toEqual([b]);
});

test("a lead deleted while the file is being written is in no file", async () => {
  const { db } = home.context;
  const [a, b] = (await addLeads(db, campaign, [{}, {}])) as [number, number];
  const { archiveId } = await ask([a, b]);
  const meanwhile: Database = {
    ...db,
    async execute(statement: Sql) {
      // The first thing that is kept of the file.
      if (statement.text.includes("insert into archive_chunk")) await deleteLeads(a);
      return db.execute(statement);
    },
  };
  await writeExport({ ...home.context, db: meanwhile }, campaign.accountId, archiveId, never);
  expect(await mails()).toEqual([]);
  await write(archiveId);
  const [mail] = await mails();
  expect((await unzipCsv(await download(mail?.text ?? ""))).map((row) => Number(row.leadId))).toEqual([b]);
});

test("a mailed export keeps leads that are deleted afterwards", async () => {
  const [a, b] = (await addLeads(home.context.db, campaign, [{}, {}])) as [number, number];
  const { archiveId } = await ask([a, b]);
  await write(archiveId);
  await home.context.db.execute(sql`update mail set status = 'SENT' where account_id = ${campaign.accountId}`);
  await deleteLeads(a, b);
  await write(archiveId);
  const [mail] = await mails();
  expect(await unzipCsv(await download(mail?.text ?? ""))).toHaveLength(2);
});

test("an interrupted run leaves nothing to download, and the next one writes the whole file", async () => {
  const { accountId } = campaign;
  const { db } = home.context;
  // Data that does not compress, so that the file has several pieces.
  await db.execute(sql`
    with made as (
      insert into lead (account_id, campaign_id, list_id, next_dial_time, state_at, time_zone_id)
      select ${accountId}, ${campaign.campaignId}, ${campaign.listId}, now(), now(), 1 from generate_series(1, 25000) returning lead_id
    )
    insert into contact (account_id, lead_id, phone, loaded_at, aux_data1)
    select ${accountId}, lead_id, '+1415555' || lead_id, now(), (select string_agg(md5(random()::text || n || lead_id), '') from generate_series(1, 3) as n)
    from made
  `);
  const { ids } = await db.one<{ ids: number[] }>(
    sql`select array_agg(lead_id::int) as ids from lead where account_id = ${accountId}`,
  );
  const { archiveId } = await ask(ids);
  let looks = 0;
  const breaking = {
    throwIfAborted: () => {
      if (++looks === 3) throw new Error("stopping");
    },
  } as AbortSignal;
  await expect(writeExport(home.context, accountId, archiveId, { signal: breaking })).rejects.toThrow("stopping");
  expect(await mails()).toEqual([]);
  await write(archiveId);
  const [mail] = await mails();
  expect(await unzipCsv(await download(mail?.text ?? ""))).toHaveLength(25000);
  const chunks = await db.query<{ length: number }>(sql`
    select length(bytes) from archive_chunk where account_id = ${accountId} and archive_id = ${archiveId} order by chunk_number
  `);
  expect(chunks.length).toBeGreaterThan(2);
  expect(new Set(chunks.slice(0, -1).map(({ length }) => length))).toEqual(new Set([256 * 1024]));
});

test("two runs at once write one file", async () => {
  const { archiveId } = await ask(await addLeads(home.context.db, campaign, [{}, {}]));
  const results = await Promise.all([write(archiveId), write(archiveId), write(archiveId)]);
  expect(results).toContain(true);
  expect(await mails()).toHaveLength(1);
});

test("an archive is removed when its link expires, and not before", async () => {
  const { db } = home.context;
  await dropExpiredArchives(db, new Date("2100-01-01"));
  const { archiveId } = await ask(await addLeads(db, campaign, [{}]));
  await write(archiveId);
  expect(await dropExpiredArchives(db, new Date("2026-07-25T15:59:59Z"))).toBe(0);
  expect(await dropExpiredArchives(db, new Date("2026-07-25T16:00:00Z"))).toBe(1);
  expect(await db.query(sql`select from archive_chunk union all select from archive_batch`)).toEqual([]);
});
