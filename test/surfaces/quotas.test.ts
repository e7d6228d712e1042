import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { quotas, requireQuota } from "../../src/accounts/quotas.ts";
import type { Tx } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";
import { claimLeads } from "../../src/dialer/claims/claim.ts";
import { completeClaim } from "../../src/dialer/passes/complete.ts";
import { scopeOf } from "../../src/leads/search/scope.ts";
import { now } from "../support/account.ts";
import { addCampaign, addLeads } from "../support/leads.ts";
import { type Answer, type Program, startProgram } from "../support/program.ts";

const limit = 4;

let program: Program;
let v1: string;
let dialGroupId: number;
let agentGroupId: number;
let campaignId: number;
let count = 0;

beforeAll(async () => {
  const names = [...new Set(Object.values(quotas).map(({ setting }) => setting))];
  const config = Object.fromEntries(names.map((name) => [name, name.endsWith("_MB") ? "1" : String(limit)]));
  program = await startProgram({ config });
  v1 = `/v1/accounts/${program.accountId}`;
  const group = await program.request("POST", `${v1}/agent-groups`, { groupName: "Agents" });
  agentGroupId = group.body.agentGroupId;
  const campaign = await addCampaign(program.db, program.accountId);
  ({ campaignId, dialGroupId } = campaign);
  await addLeads(program.db, campaign, [{ phone: "+12015550100" }]);
});
afterAll(() => program.stop());

const unique = () => `Number ${++count}`;
const post = (path: string, body: object) => program.request("POST", path, body);
const upload = (text: string) => {
  const form = new FormData();
  form.append("file", new Blob([text]), "leads.csv");
  return program.request("POST", `${v1}/lead-files`, form);
};

/** How a client creates one of each. A quota without an entry does not compile. */
const create: Record<Exclude<keyof typeof quotas, "exportBytes">, () => Promise<Answer>> = {
  leadFiles: () => upload("phone\n2015550100\n"),
  leadFileBytes: () => upload(`phone,notes\n2015550100,${"x".repeat(600_000)}\n`),
  exports: () => post(`${v1}/exports`, { format: "CSV", criteria: { leadStates: ["READY", "COMPLETE"] } }),
  campaigns: () => post(`${v1}/campaigns`, { campaignName: unique(), dialGroupId }),
  apiTokens: () => post("/v1/tokens", { label: unique() }),
  jwtCredentials: () => post("/v1/jwt-credentials", { label: unique() }),
  savedSearches: () => post(`${v1}/saved-searches`, { name: unique(), criteria: { campaignIds: [campaignId] } }),
  accounts: () => post("/v1/accounts", { accountName: unique(), timeZone: "America/New_York" }),
  agentGroups: () => post(`${v1}/agent-groups`, { groupName: unique() }),
  agents: () => post(`${v1}/agents`, { username: unique(), agentGroupId }),
  apiClients: () => post(`${v1}/api-clients`, { label: unique() }),
  dialGroups: () => post(`${v1}/dial-groups`, { dialGroupName: unique() }),
  dispositions: () => post(`${v1}/dispositions`, { name: unique(), campaignId }),
  dncTags: () => post(`${v1}/dnc-tags`, { dncTagLabel: unique() }),
  holidays: () => {
    const date = new Date(Date.UTC(2027, 0, ++count)).toISOString().slice(0, 10);
    return post(`${v1}/dialer/holidays`, { date, name: "Holiday", state: null });
  },
  lists: () => post(`${v1}/lists`, { campaignId, listDesc: unique() }),
  users: () =>
    post(`${v1}/users`, { email: `new${++count}@example.com`, password: "correct horse battery", role: "viewer" }),
};

test.each(Object.keys(create) as (keyof typeof create)[])("%s are created up to their quota", async (name) => {
  if (name === "leadFileBytes") await program.db.execute(sql`delete from lead_file`);
  const { what, owner, setting } = quotas[name];
  const answers: Answer[] = [];
  while (answers.length <= limit && answers.at(-1)?.status !== 409) answers.push(await create[name]());
  const refused = answers.pop();
  expect(answers.map(({ status }) => status).filter((status) => status > 202)).toEqual([]);
  expect(answers.length).toBeGreaterThan(0);
  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: "QUOTA_REACHED",
      what,
      setting,
      detail: expect.stringMatching(
        new RegExp(`^This ${owner} has \\d+ ${what}, and its limit is \\d+\\..*operator raise ${setting}\\.$`),
      ),
    },
  });
});

test("what was refused is not there, and another account has a quota of its own", async () => {
  const { used } = await program.db.one<{ used: number }>(sql`select count(*) as used from campaign`);
  expect(used).toBe(limit);
  const other = await program.as(null);
  const theirs = `/v1/accounts/${other.accountId}`;
  const group = await other.request("POST", `${theirs}/dial-groups`, { dialGroupName: "Sales" });
  const made = { campaignName: "Theirs", dialGroupId: group.body.dialGroupId };
  expect(await other.request("POST", `${theirs}/campaigns`, made)).toMatchObject({ status: 201 });
});

test("an invitation does not get around the quota of users", async () => {
  const invited = { email: "invited@example.com", role: "viewer" };
  expect(await post(`${v1}/invitations`, invited)).toMatchObject({ body: { code: "QUOTA_REACHED", what: "users" } });
});

test("of two transactions that create the last one, the second waits and is refused", async () => {
  const { accountId } = await program.as(null);
  const add = (tx: Tx) =>
    tx.execute(sql`insert into dnc_tag (account_id, tag_label) values (${accountId}, ${unique()})`);
  for (let i = 1; i < limit; i++) await add(program.db);
  const { promise: added, resolve } = Promise.withResolvers<void>();
  const first = program.db.transaction(async (tx) => {
    await requireQuota(tx, accountId, "dncTags");
    await add(tx);
    resolve();
    await sleep(200);
  });
  await added;
  const second = program.db.transaction((tx) => requireQuota(tx, accountId, "dncTags"));
  await expect(second).rejects.toMatchObject({ code: "QUOTA_REACHED", details: { limit, inUse: limit } });
  await first;
});

test("an invitation counts as a user", async () => {
  const invited = { email: "invited@example.com", firstName: "", lastName: "", role: "viewer" };
  expect(await post(`${v1}/invitations`, invited)).toMatchObject({ body: { code: "QUOTA_REACHED", what: "users" } });
});

test("loads, moves, and clones that would make a list or a disposition too many are refused", async () => {
  const leads = [{ leadPhone: "2015550199" }];
  expect(await post(`${v1}/campaigns/${campaignId}/leads`, { leads })).toMatchObject({
    body: { code: "QUOTA_REACHED" },
  });
  const { body: file } = await program.request("GET", `${v1}/lead-files`);
  const id = file.items[0].id;
  const load = await post(`${v1}/lead-files/${id}/load`, { campaignId, columns: { leadPhone: 0 } });
  expect(load).toMatchObject({ body: { code: "QUOTA_REACHED", what: "lists" } });
  const move = {
    action: "MOVE_TO_CAMPAIGN",
    criteria: { campaignIds: [campaignId] },
    params: { CAMPAIGN_ID: campaignId },
  };
  expect(await post(`${v1}/lead-actions`, move)).toMatchObject({ body: { code: "QUOTA_REACHED", what: "lists" } });
});

test("a call's outcome is recorded and moves the lead, even if that takes a list too many", async () => {
  const elsewhere = await addCampaign(program.db, program.accountId);
  await program.db.execute(sql`update disposition set dest_campaign_id = ${elsewhere.campaignId}`);
  const scope = await scopeOf(program.db, program.accountId);
  const request = { campaignIds: [campaignId], max: 1, claimedBy: "dialer" };
  const [claim] = await claimLeads(program.db, scope, request, now);
  const { disposition } = await program.db.one<{ disposition: string }>(sql`
    select min(disposition_name) as disposition from disposition where campaign_id = ${campaignId}
  `);
  const outcome = { claimId: claim?.claimId ?? 0, systemDisposition: "ANSWER" as const, agentDisposition: disposition };
  await completeClaim(program.db, scope, { userId: null, name: "dialer" }, outcome, now);
  const lead = await program.db.one(sql`select campaign_id as "campaignId" from lead`);
  expect(lead).toEqual({ campaignId: elsewhere.campaignId });
});

test("an export that would take more than the quota fails, and keeps none of it", async () => {
  await program.db.execute(sql`delete from archive`);
  await program.db.execute(sql`update contact set extended = jsonb_build_object('notes', repeat('x', 1500000))`);
  const { body } = await create.exports();
  await vi.waitFor(
    async () => expect((await program.request("GET", `${v1}/exports/${body.id}`)).body.status).toBe("FAILED"),
    30_000,
  );
  const { body: failed } = await program.request("GET", `${v1}/exports/${body.id}`);
  expect(failed.failure).toContain("QUOTA_EXPORT_MB");
  expect(await program.db.query(sql`select from archive_chunk`)).toEqual([]);
});
