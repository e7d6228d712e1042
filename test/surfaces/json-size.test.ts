import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { addCampaign, addLeads } from "../support/leads.ts";
import { type Program, startProgram } from "../support/program.ts";

// Values that are stored as clients send them take at most 64 KiB as JSON.

const limit = 64 * 1024;

let program: Program;
let ids: Record<"campaignId" | "dialGroupId" | "agentGroupId" | "leadId" | "leadFileId", number>;

// The bodies of other nouns are no larger than that, so that only changes one after another could add up to more.

beforeAll(async () => {
  program = await startProgram();
  const v1 = `/v1/accounts/${program.accountId}`;
  const campaign = await addCampaign(program.db, program.accountId);
  const [leadId = 0] = await addLeads(program.db, campaign, [{ phone: "+12015550100" }]);
  const group = await program.request("POST", `${v1}/agent-groups`, { groupName: "Agents" });
  const form = new FormData();
  form.append("file", new Blob(["phone\n2015550100\n"]), "leads.csv");
  const file = await program.request("POST", `${v1}/lead-files`, form);
  ids = {
    campaignId: campaign.campaignId,
    dialGroupId: campaign.dialGroupId,
    agentGroupId: group.body.agentGroupId,
    leadId,
    leadFileId: file.body.id,
  };
});
afterAll(() => program.stop());

const large = "x".repeat(limit);
const settings = { a: 1, notes: large };
const named = "settings (of which notes is the largest)";

/** A request with too large a field: its path below the account, its body, and the field. */
type Large = [what: string, request: () => [method: string, path: string, body: object], field: string];

test.each<Large>([
  ["a campaign", () => ["POST", "campaigns", { campaignName: "A", dialGroupId: ids.dialGroupId, settings }], named],
  ["a changed campaign", () => ["PATCH", `campaigns/${ids.campaignId}`, { settings }], named],
  ["an agent", () => ["POST", "agents", { username: "a", agentGroupId: ids.agentGroupId, settings }], named],
  [
    "a saved search",
    () => [
      "POST",
      "saved-searches",
      { name: "A", criteria: { leadIds: Array.from({ length: 10_000 }, (_, i) => 1e6 + i) } },
    ],
    "criteria",
  ],
  [
    "the columns of a load",
    () => ["POST", `lead-files/${ids.leadFileId}/load`, { campaignId: ids.campaignId, extended: { [large]: 0 } }],
    "extended",
  ],
  [
    "the parameters of an action",
    () => ["POST", "lead-actions", { action: "EMAIL_LEADS", criteria: { leadIds: [1] }, params: { EMAIL_TO: large } }],
    "params",
  ],
  [
    "a lead's extended data",
    () => ["PATCH", `leads/${ids.leadId}`, { extendedLeadData: { notes: "é".repeat(limit / 2) } }],
    "extendedLeadData",
  ],
])("%s of more than 64 KiB is refused", async (_, request, field) => {
  const [method, path, body] = request();
  const answer = await program.request(method, `/v1/accounts/${program.accountId}/${path}`, body);
  expect(answer).toMatchObject({ status: 400, body: { field } });
  expect(answer.body.detail).toMatch(/\d{5,} bytes .*at most 65536/);
});

test("settings on the wire that are only stored are refused too, by the largest one's name", async () => {
  const path = `/voice/api/v1/admin/accounts/${program.accountId}/dialGroups/${ids.dialGroupId}/campaigns`;
  const answer = await program.request("POST", path, { campaignName: "A", ours: large, more: 1 });
  expect(answer).toMatchObject({ status: 400, body: { errorCode: "invalid.param" } });
  expect(answer.body.generalMessage).toMatch(/of which ours is the largest.* at most 65536/);
});

test("settings may not grow beyond the limit bit by bit, but larger ones from before may be kept and reduced", async () => {
  const path = `/v1/accounts/${program.accountId}/dial-groups/${ids.dialGroupId}`;
  const part = "x".repeat(40_000);
  const change = (settings: object) => program.request("PATCH", path, { settings });
  expect(await change({ one: part })).toMatchObject({ status: 200 });
  expect(await change({ two: part })).toMatchObject({ status: 400, body: { title: "FIELD_TOO_LARGE", limit } });
  expect((await program.request("GET", path)).body.settings).toEqual({ one: part });

  const before = { one: part, two: part, three: part };
  await program.db.execute(
    sql`update dial_group set settings = ${JSON.stringify(before)} where dial_group_id = ${ids.dialGroupId}`,
  );
  expect(await program.request("PATCH", path, { dialGroupName: "Renamed" })).toMatchObject({ status: 200 });
  expect(await change({ three: null })).toMatchObject({ status: 200 });
  expect(await change({ three: part })).toMatchObject({ status: 400 });
});

test("a saved search with seven thousand leads is stored", async () => {
  const criteria = { leadIds: Array.from({ length: 7000 }, (_, i) => 1_000_000 + i) };
  const body = { name: "Seven thousand", criteria };
  expect(await program.request("POST", `/v1/accounts/${program.accountId}/saved-searches`, body)).toMatchObject({
    status: 201,
  });
});
