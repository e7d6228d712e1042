import { afterAll, expect, test, vi } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { unzip } from "../support/files/unzip.ts";
import { addCampaign } from "../support/leads.ts";
import { type CruelProgram, cruelProgram } from "./cruel-program.ts";
import { addManyLeads } from "./many-leads.ts";

let program: CruelProgram;
afterAll(() => program.stop());

test.each([false, true])(
  "an export resumes after the program and then the database are killed; in a ZIP archive: %s",
  async (zip) => {
    program ??= await cruelProgram();
    const { db } = program;
    const leads = await addManyLeads(db, await addCampaign(db, 1), 80_000);
    const path = "/v1/accounts/1/exports";
    const criteria = { leadIds: leads };
    const { body } = await program.ask("POST", path, {
      criteria,
      columns: ["leadId", "firstName"],
      format: "NDJSON",
      zip,
    });
    const processed = async () =>
      (await db.one<{ leads: number }>(sql`select processed_count as leads from archive where archive_id = ${body.id}`))
        .leads;
    const until = (count: number) =>
      vi.waitFor(async () => expect(await processed()).toBeGreaterThanOrEqual(count), {
        timeout: 60_000,
        interval: 10,
      });
    const rename = (ids: number[]) =>
      db.execute(sql`update contact set first_name = 'New' where account_id = 1 and lead_id = any (${ids}::bigint[])`);
    await until(10_000);
    await rename([leads[0] as number, leads.at(-1) as number]);
    await program.kill("the program");
    await until(30_000);
    await rename([leads[20_000] as number]);
    await program.kill("the database");
    const done = await vi.waitFor(
      async () => {
        const answer = await program.ask("GET", `${path}/${body.id}`);
        expect(answer.body.status).toBe("DONE");
        return answer.body;
      },
      { timeout: 90_000, interval: 100 },
    );
    const file = Buffer.from(await (await fetch(done.downloadUrl)).arrayBuffer());
    const lines = (zip ? Object.values(await unzip(file))[0] : file)?.toString().trimEnd().split("\n") ?? [];
    const rows = lines.map((line) => JSON.parse(line) as { leadId: number; firstName: string });
    expect(rows.map(({ leadId }) => leadId)).toEqual(leads);
    // Batches stored before the kill are not read again.
    expect([0, 20_000, 79_999].map((i) => rows[i]?.firstName)).toEqual(["Ann", "Ann", "New"]);
  },
);
