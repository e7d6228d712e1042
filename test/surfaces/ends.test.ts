import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, addCampaign, addLeads, type TestCampaign } from "../support/leads.ts";
import { type Program, startProgram } from "../support/program.ts";

// A Friday, 12:00 in New York.
const noon = new Date("2026-07-24T16:00:00Z");
const time = { now: noon };
let program: Program;
let base: string;
let campaign: TestCampaign;

beforeAll(async () => {
  program = await startProgram({ clock: () => time.now });
  base = `/v1/accounts/${program.accountId}`;
  campaign = await addCampaign(program.db, program.accountId);
});
afterAll(() => program.stop());

const claimed = async () =>
  (await program.request("POST", `${base}/dialer/claims`, { campaignId: campaign.campaignId })).body.claims.length;

test("a list stops being dialed at its archive date in the account's time zone, before any job has run", async () => {
  await addLeads(program.db, campaign, [{}, {}]);
  const wire = `/voice/api/v1/admin/accounts/${program.accountId}/dialGroups/${campaign.dialGroupId}/campaigns/${campaign.campaignId}/lists/${campaign.listId}`;
  const { body } = await program.request("PUT", wire, { archiveAt: "2026-07-24 12:00:01" });
  expect(body).toMatchObject({ archiveAt: "2026-07-24T16:00:01.000+0000", leadCount: 2, listState: "ACTIVE" });
  expect(await claimed()).toBe(1);
  time.now = new Date("2026-07-24T16:00:01Z");
  expect(await claimed()).toBe(0);
});

test("a search finds suppressed leads, also by when that ends, and shows until when and why", async () => {
  const [a, b] = (await addLeads(program.db, campaign, [{}, {}])) as [number, number];
  const act = (action: string, leadIds: number[], params: object) =>
    program.request("POST", `${base}/lead-actions`, { action, criteria: { leadIds }, params });
  await act("SUPPRESS_LEADS", [a], { SUPPRESS_UNTIL: "2026-08-01T00:00:00Z", REASON: "Asked for August" });
  await act("SUPPRESS_LEADS", [b], {});
  const search = async (criteria: object) =>
    (await program.request("POST", `${base}/leads/search`, { criteria })).body.items;
  expect(await search({ suppressed: "ONLY_SUPPRESSED" })).toMatchObject([
    { leadId: a, suppressed: true, suppressedUntil: "2026-08-01T00:00:00.000Z", suppressionReason: "Asked for August" },
    { leadId: b, suppressed: true, suppressedUntil: null, suppressionReason: null },
  ]);
  expect(await search({ suppressedUntilCriteria: { operator: "LESS_THAN", value: "2026-08-02" } })).toMatchObject([
    { leadId: a },
  ]);
  const { body } = await program.request("PATCH", `${base}/leads/${a}`, { suppressed: false });
  expect(body).toMatchObject({ suppressed: false, suppressedUntil: null, suppressionReason: null });
});

test("an unknown parameter of SUPPRESS_LEADS is refused on v1", async () => {
  const other = await addCampaign(program.db, await addAccount(program.db));
  const answer = await program.request("POST", `${base}/lead-actions`, {
    action: "SUPPRESS_LEADS",
    criteria: { campaignIds: [other.campaignId] },
    params: { UNTIL: "2026-08-01" },
  });
  expect(answer).toMatchObject({
    status: 400,
    body: { code: "UNKNOWN_FIELD", detail: expect.stringContaining("SUPPRESS_UNTIL") },
  });
});
