import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
let viewer: Client;
let account: string;
beforeAll(async () => {
  program = await startProgram();
  viewer = await program.as("viewer");
  account = `/v1/accounts/${program.accountId}`;
});
afterAll(() => program.stop());

describe("bodies", () => {
  const anonymous = () => program.client();
  const sessionBody = (bytes: number) => ({ userName: "x".repeat(bytes), password: "y" });

  test.each(["/v1/session", "/v1/session/refresh"])("before sign-in, %s takes a few kB", async (path) => {
    const large = await anonymous().request("POST", path, `[${"{},".repeat(5_000_000)}{}]`, {
      "content-type": "application/json",
    });
    expect(large).toMatchObject({ status: 413, body: { code: "BODY_TOO_LARGE", limit: 16_384 } });
    expect((await anonymous().request("POST", path, sessionBody(10_000))).status).toBe(400);
  });

  test("with a token, 64 kB by default, and more where lists are sent", async () => {
    const name = "x".repeat(70_000);
    expect(await program.request("POST", `${account}/dial-groups`, { dialGroupName: name })).toMatchObject({
      status: 413,
      body: { code: "BODY_TOO_LARGE", limit: 65_536 },
    });
    const leadIds = Array.from({ length: 50_000 }, (_, i) => 10_000_000 + i);
    expect(await viewer.request("POST", `${account}/leads/search`, { criteria: { leadIds } })).toMatchObject({
      status: 200,
      body: { items: [] },
    });
  });

  test.each(["/v1/session", "/v1/accounts/~/dial-groups", "/v1/accounts/~/leads/search"])(
    "JSON nested 5,000 deep at %s is a 400",
    async (path) => {
      const nested = "[".repeat(5000) + "]".repeat(5000);
      const answer = await program.request("POST", path, nested, { "content-type": "application/json" });
      expect(answer).toMatchObject({ status: 400, body: { code: "BODY_TOO_COMPLEX" } });
    },
  );

  test.each([7, 8, 9, 60])("%i unknown fields do not hide that others are wrong", async (count) => {
    const unknown = Object.fromEntries(Array.from({ length: count }, (_, i) => [`unknown${i}`, 1]));
    const refused = { status: 400, body: { code: expect.stringMatching(/^(UNKNOWN|INVALID|MISSING)_FIELD$/) } };
    const bodies: [string, object][] = [
      ["/v1/session", { email: 5, password: {} }],
      ["/v1/session/refresh", { refreshToken: 5 }],
      [`${account}/dial-groups`, { dialGroupName: 5 }],
      [`${account}/leads/search`, { limit: 1e9 }],
      [`${account}/dialer/claims`, { campaignId: 1, max: 30_000 }],
      ["/v1/tokens", { label: ["a"] }],
    ];
    for (const [path, body] of bodies)
      expect(await program.request("POST", path, { ...unknown, ...body }), path).toMatchObject(refused);
    for (const path of [`${account}/leads/search`, `${account}/exports`])
      expect(await program.request("POST", path, { criteria: unknown }), path).toMatchObject(refused);
  });

  test("an object has at most 10,000 fields", async () => {
    const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, 1]));
    expect(await viewer.request("POST", `${account}/leads/search`, { criteria: fields(10_001) })).toMatchObject({
      status: 400,
      body: { code: "BODY_TOO_COMPLEX", limit: 10_000 },
    });
    expect((await viewer.request("POST", `${account}/leads/search`, { criteria: fields(10_000) })).body.code).toBe(
      "UNKNOWN_FIELD",
    );
  });

  test.each([
    ["ends early", "x", '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nabc'],
    ["has a boundary that is too long", "x".repeat(9000), "x"],
    ["has a part without a name", "x", "--x\r\n\u0001\r\n\r\nabc\r\n--x--\r\n"],
  ])("a form that %s is a 400", async (_, boundary, form) => {
    const answer = await program.request("POST", `${account}/lead-files`, form, {
      "content-type": `multipart/form-data; boundary=${boundary}`,
    });
    expect(answer.status).toBe(400);
  });

  test("a NUL in HTTP Basic authorization is a wrong client", async () => {
    const authorization = `Basic ${Buffer.from("a\0:b").toString("base64")}`;
    const form = new URLSearchParams({ grant_type: "password" });
    expect(await anonymous().request("POST", "/restapi/oauth/token", form, { authorization })).toMatchObject({
      status: 401,
      body: { error: "invalid_client" },
    });
  });

  test("a refusal shows the beginning of what it got, and answers at once however long that is", async () => {
    const answer = await viewer.request("POST", `${account}/leads/search`, {
      ["n".repeat(1_000_000)]: 1,
      criteria: { leadIds: Array.from({ length: 100_000 }, () => "x".repeat(50)) },
    });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body).length).toBeLessThan(3000);
  });
});

describe("lists of criteria", () => {
  test.each([
    ["leadIds", Array.from({ length: 100_001 }, (_, i) => i + 1), 100_000],
    ["leadPhoneNumbers", Array.from({ length: 100_001 }, (_, i) => String(4_155_550_100 + i)), 100_000],
    ["leadTimezones", Array.from({ length: 1001 }, () => ({ name: "CST" })), 1000],
    ["systemDispositions", Array.from({ length: 1001 }, () => "BUSY"), 1000],
  ])("%s is refused above its limit", async (name, list, limit) => {
    const v1 = await viewer.request("POST", `${account}/leads/search`, { criteria: { [name]: list } });
    expect(v1).toMatchObject({ status: 400, body: { code: "INVALID_FIELD", field: `criteria.${name}` } });
    expect(v1.body.detail).toContain(`of at most ${limit} items`);
    const wire = await viewer.request(
      "POST",
      `/voice/api/v1/admin/accounts/${program.accountId}/campaignLeads/leadSearch`,
      { [name]: list },
    );
    expect(wire).toMatchObject({ status: 400, body: { errorCode: "invalid.param" } });
  });

  test("100,000 foreign phones are searched for while others are served", async () => {
    const leadPhoneNumbers = Array.from({ length: 100_000 }, (_, i) => `+447911${String(100_000 + i)}`);
    let isOver = false;
    const search = viewer.request("POST", `${account}/leads/search`, { criteria: { leadPhoneNumbers } }).finally(() => {
      isOver = true;
    });
    let served = 0;
    while (!isOver) {
      await program.client().request("GET", "/v1/health");
      served++;
    }
    expect(await search).toMatchObject({ status: 200 });
    expect(served).toBeGreaterThan(20);
  });
});

describe("values that PostgreSQL cannot store are refused by name", () => {
  const text = (field: string) => ({ status: 400, body: { code: "INVALID_FIELD", field } });
  test("half a surrogate pair, and the character U+0000", async () => {
    expect(
      await program.request("POST", "/v1/tokens", '{"label":"\\ud800"}', { "content-type": "application/json" }),
    ).toMatchObject(text("label"));
    expect(await program.request("POST", "/v1/tokens", { label: "a\0b" })).toMatchObject(text("label"));
    expect(await program.request("GET", `${account}/audit?userName=a%00b`)).toMatchObject(text("userName"));
    expect(await program.request("GET", `${account}/campaigns/1%00`)).toMatchObject({ status: 400 });
    const form = new URLSearchParams({ username: "a\0b", password: "x" });
    expect(await program.client().request("POST", "/api/auth/login/admin", form)).toMatchObject({
      status: 400,
      body: { errorCode: "invalid.param" },
    });
  });

  test("numbers beyond what is exact", async () => {
    const wire = `/voice/api/v1/admin/accounts/${program.accountId}/campaignLeads`;
    const json = { "content-type": "application/json" };
    const action = '{"action":"RESET_LEADS","allLeads":true,"dryRun":true,"limit":1e300}';
    expect(await program.request("POST", `${account}/lead-actions`, action, json)).toMatchObject(text("limit"));
    expect(await program.request("GET", `${account}/outbox/9300000000000000000`)).toMatchObject(text("mailId"));
    expect(await program.request("POST", `${wire}/leadSearch?page=999999999999999`, {})).toMatchObject({ status: 400 });
    const move =
      '{"leadActionParams":{"paramMap":{"destCampaignId":1e21}},"campaignLeadSearchCriteria":{"leadIds":[1]}}';
    expect(await program.request("PUT", `${wire}/actions?leadAction=MOVE_TO_CAMPAIGN`, move, json)).toMatchObject({
      status: 400,
    });
  });

  test.each(["0000-01-01", "0000-00-00", "10000-01-01", "2026-02-30"])("the holiday %s", async (date) => {
    const holiday = { date, name: "Never", state: null };
    expect(await program.request("POST", `${account}/dialer/holidays`, holiday)).toMatchObject(text("date"));
  });
});
