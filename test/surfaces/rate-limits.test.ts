import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type Answer, type Client, type Program, startProgram } from "../support/program.ts";

let strict: Program;
let generous: Program;
const start = Date.now();
beforeAll(async () => {
  [strict, generous] = await Promise.all([
    // Tokens do not expire while the windows' clock moves.
    startProgram({ config: { RATE_LIMITS: "ringcx" }, clock: () => new Date(start) }),
    startProgram(),
  ]);
});
afterAll(async () => {
  await strict.stop();
  await generous.stop();
});
afterEach(() => {
  vi.useRealTimers();
});

// Windows use the computer's clock. Only that is faked; timers run.
const setClock = (second: number) => vi.useFakeTimers({ now: start + 3_600_000 + second * 1000, toFake: ["Date"] });
const search = (client: Client) =>
  client.request("POST", "/voice/api/v1/admin/accounts/~/campaignLeads/leadSearch", { campaignIds: [1] });
const counting = (client: Client) =>
  client.request("POST", "/voice/api/v1/admin/accounts/~/campaignLeads/leadSearch?count=true", { campaignIds: [1] });
const headers = ({ headers: given }: Answer) =>
  ["limit", "remaining", "window", "group"].map((name) => given.get(`x-rate-limit-${name}`));
async function searches(count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i++) statuses.push((await search(strict)).status);
  return statuses;
}

test("with RATE_LIMITS=ringcx, both windows of a group apply per account", async () => {
  setClock(0);
  expect(headers(await search(strict))).toEqual(["15", "14", "10", "lead-search"]);
  expect(await searches(14)).toEqual(Array(14).fill(200));
  const refused = await search(strict);
  expect(refused.status).toBe(429);
  expect(headers(refused)).toEqual(["15", "0", "10", "lead-search"]);
  expect(refused.headers.get("retry-after")).toBe("10");
  expect(refused.body.errorCode).toBe("rate.limit.exceeded");

  const colleague = await strict.as("viewer");
  expect((await search(colleague)).status).toBe(429);
  const stranger = await strict.as(null);
  expect((await search(stranger)).status).toBe(200);
  // The account's other groups still have room.
  expect(headers(await counting(strict))).toEqual(["90", "89", "10", "lead-search-count"]);
  expect((await strict.request("GET", "/voice/api/v1/admin/accounts")).status).toBe(200);

  // The short window is over, but the long one continues: 17 so far, of 60.
  setClock(10);
  expect(await searches(15)).toEqual(Array(15).fill(200));
  setClock(20);
  expect(await searches(15)).toEqual(Array(15).fill(200));
  setClock(29);
  expect((await search(strict)).status).toBe(429);
  setClock(30);
  const next = await search(strict);
  expect(next.status).toBe(200);
  expect(headers(next)).toEqual(["15", "14", "10", "lead-search"]);
});

test("the long window refuses even if the short one has room", async () => {
  const path = "/voice/api/v1/admin/accounts/~/campaignLeads/leadSearchByPhoneList";
  const byPhone = () => strict.request("POST", path, { phoneList: ["4155550100"] });
  for (const second of [100, 110, 120, 130]) {
    setClock(second);
    for (let i = 0; i < 30; i++) expect((await byPhone()).status).toBe(200);
  }
  setClock(140);
  const refused = await byPhone();
  expect(refused.status).toBe(429);
  expect(headers(refused)).toEqual(["120", "0", "60", "lead-search-phone"]);
  expect(refused.headers.get("retry-after")).toBe("20");
});

test("token exchanges are counted by address", async () => {
  const exchange = () => strict.client().request("POST", "/api/auth/login/rc/accesstoken?rcAccessToken=x");
  setClock(200);
  for (let i = 0; i < 5; i++) expect((await exchange()).status).toBe(401);
  const refused = await exchange();
  expect(refused.status).toBe(429);
  expect(headers(refused)).toEqual(["5", "0", "60", "token-exchange"]);
});

test("by default the headers are present and the limits are far away", async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => search(generous)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(headers(answers[0] as Answer)).toEqual(["10000", expect.any(String), "10", "lead-search"]);
});
