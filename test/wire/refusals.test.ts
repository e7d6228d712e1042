import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningProgram, runProgram } from "../support/run-program.ts";

let program: RunningProgram;
let campaignId: number;
const base = "/voice/api/v1/admin/accounts/~";

beforeAll(async () => {
  program = await runProgram();
  const { body: group } = await program.request("POST", `${base}/dialGroups`, { dialGroupName: "Sales" });
  const { body: campaign } = await program.request("POST", `${base}/dialGroups/${group.dialGroupId}/campaigns`, {
    campaignName: "Spring",
  });
  campaignId = campaign.campaignId;
  await load([{ leadPhone: "4155550100", externId: "a" }]);
});
afterAll(() => program.stop());

async function load(uploadLeads: object[]) {
  return await program.request("POST", `${base}/campaigns/${campaignId}/leadLoader/direct`, {
    description: "List",
    dialPriority: "NORMAL",
    duplicateHandling: "RETAIN_ALL",
    listState: "ACTIVE",
    timeZoneOption: "NOT_APPLICABLE",
    uploadLeads,
  });
}

const act = (name: string, body: unknown, query = "", headers = {}) =>
  program.request("PUT", `${base}/campaignLeads/actions?leadAction=${name}${query}`, body, headers);
const everyLead = async () => (await program.request("POST", `${base}/campaignLeads/leadSearch`, {})).body;

test.each([
  [
    "an unknown action",
    "SLEEP_LEADS",
    { campaignLeadSearchCriteria: { leadIds: [1] } },
    "There is no lead action SLEEP_LEADS. leadAction must be one of AGENT_RESERVATION, ",
  ],
  ["no action", "", { campaignLeadSearchCriteria: { leadIds: [1] } }, "There is no lead action nothing."],
  [
    "criteria that name nothing",
    "DELETE_LEADS",
    { campaignLeadSearchCriteria: { campaignIds: [], externId: undefined } },
    "The criteria restrict nothing",
  ],
  ["no criteria at all", "DELETE_LEADS", {}, "The criteria restrict nothing"],
  [
    "a misspelled criterion",
    "DELETE_LEADS",
    { campaignLeadSearchCriteria: { externalIds: ["a"] } },
    "externalIds is not a search criterion; did you mean externIds?",
  ],
  [
    "a criterion of the wrong kind",
    "DELETE_LEADS",
    { campaignLeadSearchCriteria: { leadIds: ["one"] } },
    'campaignLeadSearchCriteria.leadIds.0 is "one"; it takes a whole number',
  ],
  [
    "a comparison that does not exist",
    "PAUSE_LEADS",
    { campaignLeadSearchCriteria: { leadPassesCriteria: { operator: "ABOUT", value: 3 } } },
    "it takes one of GREATER_THAN, LESS_THAN, EQUALS",
  ],
  [
    "a missing parameter",
    "MOVE_TO_CAMPAIGN",
    { campaignLeadSearchCriteria: { externIds: ["a"] } },
    "leadActionParams.paramMap.CAMPAIGN_ID is missing",
  ],
  [
    "a bad parameter",
    "EMAIL_LEADS",
    { campaignLeadSearchCriteria: { externIds: ["a"] }, leadActionParams: { paramMap: { EMAIL_TO: "ann" } } },
    'EMAIL_TO is "ann"; it takes email addresses',
  ],
])("a lead action with %s is refused with a message, and nothing changes", async (_case, name, body, message) => {
  const before = await everyLead();
  const answer = await act(name, body);
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({
    errorCode: expect.stringMatching(/^[a-z.]+$/),
    generalMessage: expect.stringContaining(message),
    details: expect.stringContaining(message),
    requestUri: `${base}/campaignLeads/actions - PUT`,
    timestamp: expect.any(Number),
  });
  expect(await everyLead()).toEqual(before);
});

test("allLeads=true confirms criteria that name nothing", async () => {
  expect(await act("SUPPRESS_LEADS", {}, "&allLeads=true")).toMatchObject({
    status: 200,
    body: { leadUpdateCount: 1, matched: 1 },
  });
  expect(await act("UNSUPPRESS_LEADS", { campaignLeadSearchCriteria: {} }, "&allLeads=TRUE")).toMatchObject({
    status: 200,
    body: { leadUpdateCount: 1 },
  });
});

test.each([
  ["broken JSON", '{"campaignLeadSearchCriteria": {', "application/json", 400, "invalid.json"],
  ["a body that is not an object", "[1]", "application/json", 400, "invalid.param"],
  ["no body", "", "application/json", 400, "empty.body"],
  ["XML", "<lead/>", "text/xml", 415, "unsupported.content.type"],
  ["plain text", "leads", "text/plain", 415, "unsupported.content.type"],
])("a request with %s gets a clear answer", async (_case, body, type, status, errorCode) => {
  const answer = await program.request("PUT", `${base}/campaignLeads/actions?leadAction=PAUSE_LEADS`, body, {
    "content-type": type,
  });
  expect(answer).toMatchObject({ status, body: { errorCode } });
});

test("JSON is accepted with a charset and in any letter case", async () => {
  for (const type of ["application/json;charset=UTF-8", "APPLICATION/JSON; Charset=utf-8", "Application/json"]) {
    const answer = await program.request("POST", `${base}/campaignLeads/leadSearch`, '{"firstName":"x"}', {
      "content-type": type,
    });
    expect(answer).toMatchObject({ status: 200, body: [] });
  }
});

test("a body over the limit gets its answer, however long the client keeps sending", async () => {
  const body = { campaignLeadSearchCriteria: { firstName: "x".repeat(32 * 1024 * 1024) } };
  for (let i = 0; i < 5; i++)
    expect(await act("PAUSE_LEADS", body)).toMatchObject({ status: 413, body: { errorCode: "body.too.large" } });
});

test("SQL, paths, and templates in criteria are plain text", async () => {
  const before = await everyLead();
  const searched: number[] = [];
  for (const text of [
    "' or 1=1 --",
    "a'; drop table lead; --",
    "\\",
    "%",
    "_",
    "../../etc/passwd",
    "{{7*7}}",
    "\u0000",
    "\ud800",
  ]) {
    for (const criteria of [
      { externIds: [text] },
      { firstName: text },
      { auxData1: text },
      { agentDispositions: [text] },
    ]) {
      const answer = await act("DELETE_LEADS", { campaignLeadSearchCriteria: criteria });
      expect([200, 400], JSON.stringify([criteria, answer.body])).toContain(answer.status);
      if (answer.status === 200) searched.push((answer.body as { leadDeleteCount: number }).leadDeleteCount);
    }
  }
  // NUL and lone surrogates are refused; everything else is text to search for.
  expect(searched).toEqual(Array(28).fill(0));
  expect(await everyLead()).toEqual(before);
});

test("__proto__ and constructor among criteria are unknown criteria", async () => {
  for (const name of ["__proto__", "constructor", "toString"]) {
    const answer = await act("DELETE_LEADS", `{"campaignLeadSearchCriteria": {"${name}": {"leadIds": [1]}}}`, "", {
      "content-type": "application/json",
    });
    expect(answer.status).toBe(400);
  }
});

test("a search ignores unknown fields and names them", async () => {
  const answer = await program.request("POST", `${base}/campaignLeads/leadSearch`, {
    externIds: ["a"],
    mood: "good",
    "naïve\n": 1,
  });
  expect(answer.body).toHaveLength(1);
  expect(answer.headers.get("x-ignored-fields")).toBe("mood, na%C3%AFve%0A");
});

test("nonexistent, negative, or huge ids find nothing or are refused, and never cause an error", async () => {
  for (const leadIds of [[0], [-1], [2 ** 53], [1e300], [2 ** 63]]) {
    const answer = await act("DELETE_LEADS", { campaignLeadSearchCriteria: { leadIds } });
    expect([200, 400], JSON.stringify(answer.body)).toContain(answer.status);
  }
});

test("malformed and tricky paths are refused", async () => {
  for (const path of [
    `${base}/../../../etc/passwd`,
    "/voice/api/v1/admin/accounts/1%2F..%2F2/dialGroups",
    "/voice/api/v1/admin/accounts/%00/dialGroups",
    "/voice/api/v1/admin/accounts/%E0%A4%A/dialGroups",
  ]) {
    const answer = await program.request("GET", path);
    expect([400, 404], `${path}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
  }
});

test("pages count from 1, whether given in the body or the query", async () => {
  await load(Array.from({ length: 5 }, (_, n) => ({ leadPhone: `415555011${n}`, lastName: "Paged" })));
  const search = async (query: string, body: object = {}) =>
    await program.request("POST", `${base}/campaignLeads/leadSearch${query}`, { lastName: "paged", ...body });
  const phones = async (...request: Parameters<typeof search>) =>
    (await search(...request)).body.map((row: { leadPhone: string }) => row.leadPhone.at(-1));
  expect(await phones("?page=2&maxRows=2")).toEqual(["2", "3"]);
  expect(await phones("", { page: "3", maxRows: 2 })).toEqual(["4"]);
  expect(await phones("?page=9&maxRows=2")).toEqual([]);
  expect((await search("?page=1&maxRows=2&count=true")).headers.get("x-total-count")).toBe("5");
  expect((await search("?page=9&maxRows=2")).headers.get("x-total-count")).toBe("5");
  expect(await search("?page=0")).toMatchObject({
    status: 400,
    body: { generalMessage: expect.stringContaining("page is 0; it takes a whole number from 1 to 1000000") },
  });
  expect(await search("?maxRows=lots")).toMatchObject({ status: 400 });
});

test("a search by a list of phones accepts JSON or a file and refuses a list without a number", async () => {
  const path = `${base}/campaignLeads/leadSearchByPhoneList`;
  const byJson = await program.request("POST", path, {
    phoneList: ["(415) 555-0100", "nonsense"],
    campaignIds: [campaignId],
  });
  expect(byJson.body).toMatchObject([
    { leadPhone: "4155550100", externId: "a", campaignLead: { leadPhoneE164: "+14155550100" } },
  ]);
  const form = new FormData();
  form.set("campaignIds", `[${campaignId}]`);
  form.set("file", new Blob(["phone\r\n4155550100\r\n+1 415 555 0199\r\n"]), "phones.csv");
  expect((await program.request("POST", path, form)).body).toHaveLength(1);
  for (const body of [{ phoneList: [] }, { phoneList: ["12"] }, {}]) {
    expect(await program.request("POST", path, body)).toMatchObject({
      status: 400,
      body: { generalMessage: expect.stringContaining("phoneList is") },
    });
  }
});
