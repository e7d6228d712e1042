import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { verifyChains } from "../../src/accounts/audit/audit-chain.ts";
import { sql } from "../../src/db/sql.ts";
import { clientOf } from "../support/client.ts";
import { addCampaign } from "../support/leads.ts";
import { administrator, type Program, startProgram } from "../support/program.ts";
import { runProgram } from "../support/run-program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram({ config: { TRUST_PROXY: "loopback" } });
});
afterAll(() => program.stop());

type Client = Awaited<ReturnType<Program["as"]>>;
const from = { "x-forwarded-for": "203.0.113.7" };

/** The entries about these actions, oldest first. */
async function entries(admin: Client, action: string) {
  const { body } = await admin.request("GET", `/v1/accounts/${admin.accountId}/audit?action=${action}`);
  return body.items.reverse();
}

async function signInFrom(email: string, password: string) {
  return await program.client().request("POST", "/v1/session", { email, password }, from);
}

test("sign-ins and sign-outs are recorded with the address, in each account of the user", async () => {
  const admin = await program.as(null);
  const other = await program.as(null);
  await program.db.execute(sql`
    insert into account_role (account_id, user_id, role) values (${other.accountId}, ${admin.userId}, 'viewer')
  `);
  const { body } = await signInFrom(admin.email, "another password for tests");
  await program.client(body.accessToken).request("DELETE", "/v1/session", undefined, from);
  for (const reader of [admin, other])
    for (const action of ["SIGN_IN", "SIGN_OUT"]) {
      const seen = (await entries(reader, action)).filter(
        ({ address }: { address: string }) => address === "203.0.113.7",
      );
      expect(seen).toMatchObject([{ userId: admin.userId, userName: admin.email, entity: "User", action }]);
    }
});

test("each way to sign in is recorded", async () => {
  const admin = await program.as(null);
  const fields = { username: admin.email, password: "another password for tests" };
  const basic = { authorization: `Basic ${btoa(`${administrator.clientId}:${administrator.clientSecret}`)}` };
  const post = (path: string, form: object, headers = {}) =>
    program
      .client()
      .request("POST", path, new URLSearchParams(form as Record<string, string>), { ...from, ...headers });
  const token = await post("/restapi/oauth/token", { grant_type: "password", ...fields }, basic);
  const made = await admin.request("POST", "/v1/jwt-credentials", { label: "one" });
  const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  await post("/restapi/oauth/token", { grant_type, assertion: made.body.jwt }, basic);
  await post("/api/v1/auth/login", fields);
  // Neither an exchange nor a refresh is a sign-in.
  const exchange = { rcAccessToken: token.body.access_token, includeRefresh: "true" };
  const voice = await post("/api/auth/login/rc/accesstoken", exchange);
  await post("/api/auth/token/refresh", { refresh_token: voice.body.refreshToken });
  const seen = await entries(admin, "SIGN_IN");
  expect(seen.map(({ description }: { description: string }) => description)).toEqual([
    "password",
    "password",
    "JWT",
    "password",
  ]);
  await post("/api/auth/token/refresh", { refresh_token: voice.body.refreshToken });
  expect(await entries(admin, "SIGN_OUT")).toMatchObject([
    { description: "refresh token used twice", address: "203.0.113.7" },
  ]);
  await post("/restapi/oauth/revoke", { token: token.body.access_token }, basic);
  expect(await entries(admin, "SIGN_OUT")).toMatchObject([{}, { description: "token revoked" }]);
});

test("a failed sign-in is recorded for a user that exists, and nowhere for others", async () => {
  const admin = await program.as(null);
  await signInFrom(admin.email, "not it");
  await signInFrom("my password by mistake", "not it");
  expect(await entries(admin, "SIGN_IN_FAILED")).toMatchObject([
    { userId: admin.userId, address: "203.0.113.7", description: "wrong password" },
  ]);
  const { rows } = await program.db.pool.query("select from audit where audit::text like '%by mistake%'");
  expect(rows).toEqual([]);
});

test("denied requests are recorded once, and then counted", async () => {
  const admin = await program.as(null);
  const viewer = await program.as("viewer", admin.accountId);
  const path = `/v1/accounts/${admin.accountId}/users`;
  for (let n = 0; n < 20; n++) expect((await viewer.request("GET", path, undefined, from)).status).toBe(403);
  // An account on which they have no role: in the log of their own, and whichever it is, once.
  for (const id of [1, 2, 99]) await viewer.request("GET", `/v1/accounts/${id}/campaigns`, undefined, from);
  const seen = await entries(admin, "DENIED");
  expect(seen).toMatchObject([
    {
      entity: "Request",
      entityId: "GET /v1/accounts/:accountId/users",
      userName: viewer.email,
      address: "203.0.113.7",
      after: { code: "FORBIDDEN", needed: "admin", role: "viewer" },
    },
    { entityId: "GET /v1/accounts/:accountId/campaigns", after: { code: "ACCOUNT_NOT_FOUND" } },
  ]);
});

test("downloads, a deleted file, and a canceled action are recorded with the address", async () => {
  const admin = await program.as(null);
  const { accountId } = admin;
  const base = `/v1/accounts/${accountId}`;
  const campaign = await addCampaign(program.db, accountId);
  const form = new FormData();
  form.append("file", new Blob(["phone\n4155550100\nnot a phone\n"]), "people.csv");
  const file = `${base}/lead-files/${(await admin.request("POST", `${base}/lead-files`, form)).body.id}`;
  const load = await admin.request("POST", `${file}/load`, {
    campaignId: campaign.campaignId,
    columns: { leadPhone: "phone" },
  });
  expect(load.body).toMatchObject({ status: "DONE" });
  await admin.request("GET", `${base}/lead-actions/${load.body.id}/rejected-rows`, undefined, from);
  await admin.request("DELETE", file, undefined, from);
  const asked = await admin.request("POST", `${base}/exports`, {
    criteria: { campaignIds: [campaign.campaignId] },
    columns: ["leadPhone"],
    format: "CSV",
  });
  expect(asked.body).toMatchObject({ status: "QUEUED" });
  const link = await vi.waitFor(async () => {
    const { body } = await admin.request("GET", `${base}/exports/${asked.body.id}`);
    expect(body.status).toBe("DONE");
    return new URL(body.downloadUrl).pathname;
  }, 20_000);
  // Every range is a request; they are one entry, and a count of the others a minute later.
  for (const range of ["bytes=0-3", "bytes=4-7", "bytes=8-"])
    expect((await program.client().request("GET", link, undefined, { ...from, range })).status).toBe(206);
  await program.db.execute(sql`
    update lead_action set status = 'RUNNING', finished_at = null where account_id = ${accountId} and action_id = ${load.body.id}
  `);
  expect((await admin.request("POST", `${base}/lead-actions/${load.body.id}/cancel`, undefined, from)).status).toBe(
    200,
  );

  expect(await entries(admin, "DOWNLOAD")).toMatchObject([
    { entity: "LeadAction", entityId: String(load.body.id), userName: admin.email, address: "203.0.113.7" },
    {
      entity: "Export",
      entityId: String(asked.body.id),
      userId: null,
      userName: "download link",
      address: "203.0.113.7",
    },
  ]);
  expect(await entries(admin, "CANCEL")).toMatchObject([
    { entity: "LeadAction", entityId: String(load.body.id), userName: admin.email, address: "203.0.113.7" },
  ]);
  const { body } = await admin.request("GET", `${base}/audit?entity=LeadFile&action=DELETE`);
  expect(body.items).toMatchObject([{ description: "people.csv", userName: admin.email, address: "203.0.113.7" }]);
});

test("nobody without an account leaves an entry", async () => {
  const count = async () => (await program.db.one<{ n: number }>(sql`select count(*) as n from audit`)).n;
  const before = await count();
  await program.client("ly_nonsense").request("GET", "/v1/accounts/1/users");
  await program.client().request("GET", "/v1/accounts/1/users");
  expect(await count()).toBe(before);
});

test("the wire's search shows and filters the new kinds", async () => {
  const admin = await program.as(null);
  await signInFrom(admin.email, "not it");
  const search = (criteria: object) => admin.request("PUT", "/voice/api/v1/admin/auditLogs/search", criteria);
  const { body } = await search({ auditActions: ["SIGN_IN_FAILED"], ipAddress: "203.0.113.7" });
  expect(body).toMatchObject([
    {
      actionType: "SIGN_IN_FAILED",
      ipAddress: "203.0.113.7",
      description: `User ${admin.userId} failed to sign in: wrong password`,
    },
  ]);
  expect((await search({ ipAddress: "203.0.113.8" })).body).toEqual([]);
});

test("the chains are sound after all of this", async () => {
  await vi.waitFor(async () => expect(await verifyChains(program.db)).toEqual([]));
});

test("sign-ins and denied requests are log lines with fixed keys, and logs have no secrets", async () => {
  const running = await runProgram({ env: { LOG_LEVEL: "info" } });
  try {
    const secret = "Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3JhdWx0Z2FycGx5";
    const anonymous = clientOf(running.url, "");
    await anonymous.request("POST", "/v1/session", { email: "my password by mistake", password: secret });
    await anonymous.request("POST", `/api/v1/auth/login?username=x&password=${secret}`);
    await anonymous.request("GET", `/v1/downloads/${secret}`);
    await anonymous.request("GET", `/v1/downloads/${secret}/more`);
    await clientOf(running.url, secret).request("GET", "/v1/accounts/1/users");
    await running.request("GET", "/v1/accounts/99/users");
    await running.request("DELETE", "/v1/session");
    const lines = running
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    const access = lines.filter(({ msg }) => msg === "access");
    expect(access.map(({ event, code }) => `${event} ${code}`)).toEqual([
      "sign-in null",
      "sign-in-failed SIGN_IN_FAILED",
      "sign-in-failed SIGN_IN_FAILED",
      "denied TOKEN_INVALID",
      "denied ACCOUNT_NOT_FOUND",
      "sign-out null",
    ]);
    const keys = ["event", "outcome", "code", "userId", "accountId", "address", "method", "route", "what"];
    for (const line of access) expect(Object.keys(line)).toEqual(expect.arrayContaining(keys));
    expect(access.at(-2)).toMatchObject({
      outcome: "refused",
      userId: 1,
      address: "127.0.0.1",
      route: "/v1/accounts/:accountId/users",
    });
    for (const text of [secret, "by mistake"]) expect(running.output()).not.toContain(text);
  } finally {
    await running.stop();
  }
});
