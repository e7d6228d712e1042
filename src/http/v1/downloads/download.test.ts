import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { unzipCsv } from "../../../../test/support/files/unzip.ts";
import { addCampaign, addLeads } from "../../../../test/support/leads.ts";
import { mailServer } from "../../../../test/support/mail-server.ts";
import { type Program, startProgram } from "../../../../test/support/program.ts";
import { sql } from "../../../db/sql.ts";
import { mailLeads } from "../../../leads/export/enqueue-export.ts";

let program: Program;
let server: Awaited<ReturnType<typeof mailServer>>;
let link: string;
let now = new Date("2026-07-24T16:00:00Z");

beforeAll(async () => {
  server = await mailServer();
  program = await startProgram({ clock: () => now, config: { SMTP_URL: server.url } });
  const campaign = await addCampaign(program.db, program.accountId);
  await addLeads(program.db, campaign, [{ first_name: "Ann" }, { first_name: "Bob" }]);
  await program.db.transaction((tx) =>
    mailLeads(tx, {
      accountId: program.accountId,
      actionId: 1,
      recipients: ["ann@example.com"],
      requestedBy: "boss@example.com",
      selection: sql`select lead_id from lead where account_id = ${program.accountId}`,
      now,
    }),
  );
  await vi.waitFor(() => expect(server.received).toHaveLength(1), 10_000);
  link = /http\S+downloads\S+/.exec(server.received[0]?.mail.text ?? "")?.[0] ?? "";
});

afterAll(async () => {
  await program.stop();
  await server.stop();
});

test("the emailed link points at this server and downloads the archive without sign-in", async () => {
  expect(link.startsWith(`${program.url}/v1/downloads/`)).toBe(true);
  const answer = await fetch(link);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/zip",
    "content-length": String(bytes.length),
    "content-disposition": expect.stringMatching(/^attachment; filename="leads-2026-07-24-\d+\.zip"$/),
    "cache-control": "no-store",
  });
  expect((await unzipCsv(bytes)).map((row) => row.firstName)).toEqual(["Ann", "Bob"]);
});

test("HEAD returns the same headers and no body", async () => {
  const [head, get] = await Promise.all([fetch(link, { method: "HEAD" }), fetch(link)]);
  expect(head.status).toBe(200);
  expect(head.headers.get("content-length")).toBe(get.headers.get("content-length"));
  expect(head.headers.get("content-type")).toBe("application/zip");
  expect(await head.text()).toBe("");
  await get.arrayBuffer();
});

test.each([
  ["another account", (token: string) => token.replace(/^\d+/, "999")],
  ["another archive", (token: string) => token.replace(/^(\d+)-\d+/, "$1-999")],
  ["a later expiry", (token: string) => token.replace(/^(\d+-\d+)-\d+/, "$1-9999999999")],
  ["a leading zero", (token: string) => `0${token}`],
  ["a changed signature", (token: string) => token.replace(/.{3}$/, "AAA")],
  ["no signature", (token: string) => token.replace(/-[\w-]{43}$/, "")],
  ["a longer signature", (token: string) => `${token}A`],
  ["a path", () => "..%2f..%2fetc%2fpasswd"],
  ["nothing but dashes", () => "---"],
])("a link with %s is not found", async (_, change) => {
  const token = link.split("/").at(-1) ?? "";
  const answer = await fetch(link.replace(token, change(token)));
  expect(answer.status).toBe(404);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  expect(await answer.json()).toMatchObject({ code: "DOWNLOAD_NOT_FOUND", status: 404 });
});

test("the link works until the last millisecond of its 24 hours and then returns 410, even when the archive is gone", async () => {
  now = new Date("2026-07-25T15:59:59.999Z");
  expect((await fetch(link)).status).toBe(200);
  now = new Date("2026-07-25T16:00:00Z");
  const late = await fetch(link);
  expect(late.status).toBe(410);
  expect(await late.json()).toMatchObject({
    code: "DOWNLOAD_EXPIRED",
    detail: "This link expired at 2026-07-25T16:00:00.000Z. Request a new export.",
  });
  await program.db.execute(sql`delete from archive`);
  expect((await fetch(link)).status).toBe(410);
});

test("a manager reads the outbox page by page, newest first; a viewer gets 403, and a user of another account 404", async () => {
  const manager = await program.as("manager");
  const path = `/v1/accounts/${program.accountId}/outbox`;
  await program.db.execute(sql`
    insert into mail (account_id, recipient, subject, text_body, html_body, created_at)
    select ${program.accountId}, 'x@example.com', 'Mail ' || n, 't', 'h', ${now} from generate_series(1, 4) as n
  `);
  const first = await manager.request("GET", `${path}?limit=3`);
  expect(first.body.mails.map((mail: { subject: string }) => mail.subject)).toEqual(["Mail 4", "Mail 3", "Mail 2"]);
  const second = await manager.request("GET", `${path}?limit=3&cursor=${first.body.nextCursor}`);
  expect(second.body).toMatchObject({
    mails: [
      { subject: "Mail 1" },
      { to: "ann@example.com", status: "SENT", sentAt: "2026-07-24T16:00:00.000Z", actionId: 1 },
    ],
    nextCursor: null,
  });
  expect((await manager.request("GET", path)).body.mails).toHaveLength(5);
  const one = await manager.request("GET", `${path}/${second.body.mails[1].mailId}`);
  expect(one.body.text).toContain(link);
  expect((await manager.request("GET", `${path}/999999`)).status).toBe(404);
  expect((await (await program.as("viewer")).request("GET", path)).status).toBe(403);
  expect((await (await program.as(null)).request("GET", path)).status).toBe(404);
});
