import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testContext } from "../../test/support/context.ts";
import { sql } from "../db/sql.ts";
import { dropOldMail } from "./drop-old-mail.ts";

let home: Awaited<ReturnType<typeof testContext>>;
beforeAll(async () => {
  home = await testContext({ MAIL_DAYS: "7" });
});
afterAll(() => home.drop());

test("mails and their files are deleted after MAIL_DAYS, except those still to be sent", async () => {
  const { db, config } = home.context;
  await db.execute(sql`insert into account (account_id, account_name) values (1, 'Acme')`);
  await db.execute(sql`
    insert into mail (account_id, recipient, subject, text_body, html_body, status, created_at)
    select 1, 'ann@example.com', status || ' ' || days, 't', 'h', status, ${home.time.now}::timestamptz - make_interval(days => days, secs => 1)
    from unnest(array['SENT', 'KEPT', 'FAILED', 'QUEUED']) as status, unnest(array[6, 7]) as days
  `);
  const folder = join(config.LEADYARD_DATA, "outbox");
  await mkdir(folder, { recursive: true });
  for (const [name, days] of [
    ["old.eml", 7.1],
    ["young.eml", 6.9],
  ] as const) {
    await writeFile(join(folder, name), "");
    const written = new Date(home.time.now.getTime() - days * 86_400_000);
    await utimes(join(folder, name), written, written);
  }
  expect(await dropOldMail(home.context)).toBe(3);
  expect(await db.query(sql`select subject from mail order by subject`)).toEqual(
    ["FAILED 6", "KEPT 6", "QUEUED 6", "QUEUED 7", "SENT 6"].map((subject) => ({ subject })),
  );
  expect(await readdir(folder)).toEqual(["young.eml"]);
});

test("without an outbox folder there is nothing to delete", async () => {
  const { config } = home.context;
  await home.context.db.execute(sql`delete from mail`);
  expect(
    await dropOldMail({ ...home.context, config: { ...config, LEADYARD_DATA: join(config.LEADYARD_DATA, "none") } }),
  ).toBe(0);
});
