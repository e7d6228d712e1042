import { expect, test } from "vitest";
import { floor, now } from "../../../test/support/actions.ts";
import { addLeads } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { findAction } from "../catalogue.ts";
import { scopeOf } from "../scope.ts";
import { acceptAction } from "./accept-action.ts";
import { resumeActions } from "./begin-action.ts";

const at = floor();
const jobs = async () =>
  (await at.db.one<{ count: number }>(sql`select count(*) from graphile_worker.jobs where attempts < max_attempts`))
    .count;

test("a running action whose jobs were used up by killed instances gets new ones, and no others do", async () => {
  const leadIds = await addLeads(at.db, at.campaign, [{}, {}, {}]);
  const request = { action: findAction("PAUSE_LEADS"), criteria: { leadIds }, params: {}, allLeads: false, inline: 0 };
  await acceptAction(at.db, await scopeOf(at.db, at.accountId), { userId: 1, name: "ann" }, request, now);
  expect(await jobs()).toBe(2);
  expect(await resumeActions(at.db)).toBe(0);

  await at.db.execute(
    sql`update graphile_worker._private_jobs set attempts = max_attempts where id = (select min(id) from graphile_worker._private_jobs)`,
  );
  expect(await resumeActions(at.db)).toBe(0);

  await at.db.execute(sql`update graphile_worker._private_jobs set attempts = max_attempts`);
  expect(await resumeActions(at.db)).toBe(1);
  expect(await jobs()).toBe(2);
  expect(await resumeActions(at.db)).toBe(0);
});
