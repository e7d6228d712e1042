import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { testContext } from "../../test/support/context.ts";
import { mailServer } from "../../test/support/mail-server.ts";
import { sql } from "../db/sql.ts";
import { startJobs } from "../worker/start-jobs.ts";
import { deliverMail } from "./deliver.ts";
import { readMail } from "./outbox.ts";
import { sendMail } from "./send-mail.ts";

let home: Awaited<ReturnType<typeof testContext>>;
let server: Awaited<ReturnType<typeof mailServer>>;

beforeAll(async () => {
  server = await mailServer();
  home = await testContext({ SMTP_URL: server.url, MAIL_FROM: "Leadyard <leads@example.com>" });
  await home.context.db.execute(sql`insert into account (account_id, account_name) values (1, 'Acme')`);
});

afterEach(async () => {
  server.received.length = 0;
  delete server.state.answer;
  await home.context.db.execute(sql`delete from mail`);
  await home.context.db.execute(sql`delete from graphile_worker._private_jobs`);
});

afterAll(async () => {
  await home.drop();
  await server.stop();
});

async function queue(to = "ann@example.com", subject = "Ihr Export: Größe ✓"): Promise<number> {
  await sendMail(home.context.db, {
    accountId: 1,
    to,
    subject,
    text: "Hello\n.\nBye",
    html: "<p>Hello</p>",
    now: new Date("2026-07-24T16:00:00Z"),
  });
  return (await home.context.db.one<{ id: number }>(sql`select max(mail_id) as id from mail`)).id;
}

const jobsLeft = async () =>
  (await home.context.db.one<{ count: number }>(sql`select count(*) as count from graphile_worker.jobs`)).count;

test("a mail arrives with its sender, subject, date, text and HTML", async () => {
  const id = await queue();
  await deliverMail(home.context, 1, id);
  const [{ to, mail } = { to: [], mail: undefined }] = server.received;
  expect(to).toEqual(["ann@example.com"]);
  expect(mail).toMatchObject({
    subject: "Ihr Export: Größe ✓",
    text: "Hello\n.\nBye",
    html: "<p>Hello</p>",
    date: new Date("2026-07-24T16:00:00Z"),
    from: { text: '"Leadyard" <leads@example.com>' },
    to: { text: "ann@example.com" },
    messageId: `<1.${id}.1784908800000@example.com>`,
  });
  expect(await readMail(home.context.db, 1, id)).toMatchObject({ status: "SENT", sentAt: home.time.now, error: null });
});

test("a mail is not sent again after it was sent, nor while another run is sending it", async () => {
  const id = await queue();
  await Promise.all([
    deliverMail(home.context, 1, id),
    deliverMail(home.context, 1, id),
    deliverMail(home.context, 1, id),
  ]);
  await deliverMail(home.context, 1, id);
  expect(server.received).toHaveLength(1);
});

test("a temporary refusal leaves the mail queued with the reason, and the next attempt sends it with the same id", async () => {
  const id = await queue();
  server.state.answer = () => ({ code: 451, text: "greylisted, come back" });
  await expect(deliverMail(home.context, 1, id)).rejects.toThrow("greylisted");
  expect(await readMail(home.context.db, 1, id)).toMatchObject({
    status: "QUEUED",
    error: expect.stringContaining("greylisted"),
  });
  delete server.state.answer;
  await deliverMail(home.context, 1, id);
  expect(server.received.map(({ mail }) => mail.messageId)).toEqual([`<1.${id}.1784908800000@example.com>`]);
  expect(await readMail(home.context.db, 1, id)).toMatchObject({ status: "SENT", error: null });
});

test("a permanent refusal is recorded in the server's words and not retried", async () => {
  const id = await queue();
  server.state.answer = () => ({ code: 550, text: "no such user here" });
  const jobs = await startJobs(home.context, home.url);
  await vi.waitFor(async () => {
    expect(await readMail(home.context.db, 1, id)).toMatchObject({
      status: "FAILED",
      error: expect.stringContaining("no such user here"),
    });
    expect(await jobsLeft()).toBe(0);
  }, 10_000);
  await jobs.stop();
});

test("an unreachable mail server is retried, and after the last attempt the mail has failed", async () => {
  const id = await queue();
  const away = { ...home.context, config: { ...home.context.config, SMTP_URL: "smtp://127.0.0.1:1" } };
  await expect(deliverMail(away, 1, id)).rejects.toThrow("ECONNREFUSED");
  expect(await readMail(home.context.db, 1, id)).toMatchObject({ status: "QUEUED" });
  await deliverMail(away, 1, id, true);
  expect(await readMail(home.context.db, 1, id)).toMatchObject({
    status: "FAILED",
    error: expect.stringContaining("ECONNREFUSED"),
  });
});

test("mails committed before a crash are sent after the restart, once each even by two instances", async () => {
  const to = Array.from({ length: 40 }, (_, i) => `p${i}@example.com`);
  for (const address of to) await queue(address);
  const instances = await Promise.all([startJobs(home.context, home.url), startJobs(home.context, home.url)]);
  await vi.waitFor(() => expect(server.received).toHaveLength(40), 20_000);
  await Promise.all(instances.map((jobs) => jobs.stop()));
  expect(new Set(server.received.flatMap((received) => received.to))).toEqual(new Set(to));
  expect(await jobsLeft()).toBe(0);
});

test("without a mail server, a mail stays in the outbox as a file that mail programs can open", async () => {
  const id = await queue();
  const { SMTP_URL: _, ...config } = home.context.config;
  await deliverMail({ ...home.context, config }, 1, id);
  const folder = join(home.context.config.LEADYARD_DATA, "outbox");
  expect(await readdir(folder)).toEqual([`1-${id}.eml`]);
  const mail = await simpleParser(await readFile(join(folder, `1-${id}.eml`)));
  expect(mail).toMatchObject({ subject: "Ihr Export: Größe ✓", html: "<p>Hello</p>", to: { text: "ann@example.com" } });
  expect(await readMail(home.context.db, 1, id)).toMatchObject({ status: "KEPT", sentAt: null });
  expect(server.received).toEqual([]);
});

test.each([
  ["ann@example.com\r\nBcc: eve@example.com", "Hello"],
  ["ann@example.com", "Hello\r\nBcc: eve@example.com"],
  ["ann@example.com", "Hello\nX: y"],
])("line breaks cannot get into a header: %j, %j", async (to, subject) => {
  await expect(queue(to, subject)).rejects.toThrow("a line break");
  expect(await jobsLeft()).toBe(0);
});

test("an address with a comma reaches one recipient or none", async () => {
  const id = await queue("ann@example.com,eve@example.com");
  await deliverMail(home.context, 1, id, true);
  expect(server.received.flatMap((received) => received.to).filter((address) => address.startsWith("eve@"))).toEqual(
    [],
  );
});
