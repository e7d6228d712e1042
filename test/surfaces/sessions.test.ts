import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Context } from "../../src/context.ts";
import forgetSignIns from "../../src/jobs/forget-sign-ins.ts";
import { type Answer, administrator, type Program, startProgram } from "../support/program.ts";

const start = Date.parse("2026-07-24T16:00:00Z");
let now = start;
let program: Program;
beforeAll(async () => {
  program = await startProgram({ clock: () => new Date(now) });
});
afterAll(() => program.stop());
beforeEach(() => {
  now = start;
});

const basic = (id = administrator.clientId, secret = administrator.clientSecret) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});
const form = (fields: Record<string, string>) => new URLSearchParams(fields);
const token = (fields: Record<string, string>, headers = basic()) =>
  program.client().request("POST", "/restapi/oauth/token", form(fields), headers);
const byPassword = () =>
  token({ grant_type: "password", username: administrator.email, password: administrator.password });
const exchange = (rcAccessToken: string) =>
  program
    .client()
    .request(
      "POST",
      "/api/auth/login/rc/accesstoken?includeRefresh=true",
      form({ rcAccessToken, rcTokenType: "Bearer" }),
    );
const refresh = (refresh_token: string) =>
  program.client().request("POST", "/api/auth/token/refresh", form({ refresh_token }));
const accounts = (accessToken: string) => program.client(accessToken).request("GET", "/voice/api/v1/admin/accounts");
const seconds = (count: number) => {
  now += count * 1000;
};
const voiceTokens = async (): Promise<{ rc: Answer["body"]; voice: Answer["body"] }> => {
  const rc = (await byPassword()).body;
  return { rc, voice: (await exchange(rc.access_token)).body };
};

test("the token endpoint answers as RingCentral's does", async () => {
  const { status, body } = await byPassword();
  expect(status).toBe(200);
  expect(body).toEqual({
    access_token: expect.any(String),
    token_type: "bearer",
    expires_in: 3600,
    refresh_token: expect.any(String),
    refresh_token_expires_in: 604800,
    scope: expect.any(String),
    owner_id: expect.any(String),
    endpoint_id: expect.any(String),
  });
});

test.each([
  [
    "a wrong password",
    { grant_type: "password", username: administrator.email, password: "wrong" },
    400,
    "invalid_grant",
  ],
  [
    "an unknown user",
    { grant_type: "password", username: "nobody@example.com", password: "wrong" },
    400,
    "invalid_grant",
  ],
  [
    "a name that no text column can store",
    { grant_type: "password", username: "a\0b", password: "wrong" },
    400,
    "invalid_request",
  ],
  ["a missing password", { grant_type: "password", username: administrator.email }, 400, "invalid_request"],
  ["an unknown grant", { grant_type: "implicit" }, 400, "unsupported_grant_type"],
  ["no grant", {}, 400, "unsupported_grant_type"],
  [
    "a JWT of someone else",
    { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: "a.b.c" },
    400,
    "invalid_grant",
  ],
  ["an unknown refresh token", { grant_type: "refresh_token", refresh_token: "x" }, 400, "invalid_grant"],
])("the token endpoint refuses %s", async (_, fields, status, error) => {
  const answer = await token(fields);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({
    error,
    error_description: expect.any(String),
    errors: [{ errorCode: expect.any(String) }],
  });
});

test.each([
  ["a wrong secret", basic(administrator.clientId, "wrong")],
  ["an unknown client", basic("nobody")],
  ["a client id that is too long", basic("x".repeat(9000))],
  ["no client", {} as never],
])("the token endpoint refuses %s", async (_, headers) => {
  const answer = await token(
    { grant_type: "password", username: administrator.email, password: administrator.password },
    headers,
  );
  expect(answer.status).toBe(401);
  expect(answer.body.error).toBe("invalid_client");
});

test("a client may send its id and secret in the form body", async () => {
  const fields = { grant_type: "password", username: administrator.email, password: administrator.password };
  const client = { client_id: administrator.clientId, client_secret: administrator.clientSecret };
  expect((await token({ ...fields, ...client }, {} as never)).status).toBe(200);
});

test("a username with an extension, as the SDK joins them, signs in", async () => {
  const username = `${administrator.email}*101`;
  expect((await token({ grant_type: "password", username, password: administrator.password })).status).toBe(200);
});

test("the exchange says who has signed in and which accounts they have", async () => {
  const { voice } = await voiceTokens();
  expect(voice).toMatchObject({
    accessToken: expect.any(String),
    refreshToken: expect.any(String),
    tokenType: "Bearer",
    mainAccountId: "1",
    adminId: expect.any(Number),
    agentDetails: [{ agentId: 0, accountId: "1", accountName: "Main account", email: administrator.email }],
  });
});

test("without includeRefresh there is no refresh token", async () => {
  const rc = (await byPassword()).body;
  const { body } = await program
    .client()
    .request("POST", `/voice/api/auth/login/rc/accesstoken?rcAccessToken=${rc.access_token}`);
  expect(body.accessToken).toEqual(expect.any(String));
  expect(body.refreshToken).toBeUndefined();
});

test("neither kind of access token is accepted as the other", async () => {
  const { rc, voice } = await voiceTokens();
  expect((await accounts(rc.access_token)).status).toBe(401);
  expect((await exchange(voice.accessToken)).status).toBe(401);
  expect((await accounts(rc.refresh_token)).status).toBe(401);
});

test("an access token expires after five minutes, with the word clients look for, and a refreshed one works", async () => {
  const { voice } = await voiceTokens();
  seconds(299);
  expect((await accounts(voice.accessToken)).status).toBe(200);
  seconds(2);
  const { status, body } = await accounts(voice.accessToken);
  expect(status).toBe(401);
  expect(JSON.stringify(body)).toContain("Jwt is expired");
  const renewed = (await refresh(voice.refreshToken)).body;
  expect(renewed).toMatchObject({ mainAccountId: "1", refreshToken: expect.any(String) });
  expect(renewed.refreshToken).not.toBe(voice.refreshToken);
  expect((await accounts(renewed.accessToken)).status).toBe(200);
});

test("a RingCentral-style token expires after an hour", async () => {
  const rc = (await byPassword()).body;
  seconds(3601);
  const { status, body } = await exchange(rc.access_token);
  expect(status).toBe(401);
  expect(JSON.stringify(body)).toContain("expired");
});

test("a client may request shorter lifetimes, and a value that is not a number is ignored", async () => {
  const fields = { grant_type: "password", username: administrator.email, password: administrator.password };
  const short = await token({ ...fields, access_token_ttl: "600", refresh_token_ttl: "1200" });
  expect(short.body).toMatchObject({ expires_in: 600, refresh_token_expires_in: 1200 });
  const odd = await token({ ...fields, access_token_ttl: "NaN", refresh_token_ttl: "99999999" });
  expect(odd.body).toMatchObject({ expires_in: 3600, refresh_token_expires_in: 604800 });
});

test("using a refresh token twice ends its session, including new tokens", async () => {
  const { voice } = await voiceTokens();
  const renewed = (await refresh(voice.refreshToken)).body;
  expect((await accounts(renewed.accessToken)).status).toBe(200);
  expect((await refresh(voice.refreshToken)).status).toBe(401);
  expect((await accounts(renewed.accessToken)).status).toBe(401);
  expect((await accounts(voice.accessToken)).status).toBe(401);
  expect((await refresh(renewed.refreshToken)).status).toBe(401);
});

test("of eight simultaneous uses of a refresh token one succeeds, and then none", async () => {
  const { voice } = await voiceTokens();
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(voice.refreshToken)));
  const served = answers.filter(({ status }) => status === 200);
  expect(served).toHaveLength(1);
  expect((await accounts(served[0]?.body.accessToken)).status).toBe(401);
});

test("the token endpoint detects reuse too", async () => {
  const rc = (await byPassword()).body;
  const again = { grant_type: "refresh_token", refresh_token: rc.refresh_token };
  const renewed = await token(again);
  expect(renewed.status).toBe(200);
  expect((await token(again)).status).toBe(400);
  expect((await exchange(renewed.body.access_token)).status).toBe(401);
});

test("a refresh token expires after seven days and works only on its own API", async () => {
  const { rc, voice } = await voiceTokens();
  expect((await token({ grant_type: "refresh_token", refresh_token: voice.refreshToken })).status).toBe(400);
  expect((await refresh(rc.refresh_token)).status).toBe(401);
  seconds(7 * 24 * 3600 + 1);
  expect((await refresh(voice.refreshToken)).status).toBe(401);
});

test("revoking the RingCentral-style token ends the sessions exchanged from it at once", async () => {
  const { rc, voice } = await voiceTokens();
  expect((await accounts(voice.accessToken)).status).toBe(200);
  const revoked = await program
    .client()
    .request("POST", "/restapi/oauth/revoke", form({ token: rc.access_token }), basic());
  expect(revoked.status).toBe(200);
  expect((await accounts(voice.accessToken)).status).toBe(401);
  expect((await refresh(voice.refreshToken)).status).toBe(401);
  expect((await exchange(rc.access_token)).status).toBe(401);
  expect((await token({ grant_type: "refresh_token", refresh_token: rc.refresh_token })).status).toBe(400);
});

test("revoking accepts a refresh token too, and silently anything else", async () => {
  const { rc, voice } = await voiceTokens();
  const revoke = (given: string) =>
    program.client().request("POST", "/restapi/oauth/revoke", form({ token: given }), basic());
  expect((await revoke("nonsense")).status).toBe(200);
  expect((await accounts(voice.accessToken)).status).toBe(200);
  await revoke(rc.refresh_token);
  expect((await accounts(voice.accessToken)).status).toBe(401);
});

test("a tampered token is refused", async () => {
  const { voice } = await voiceTokens();
  const [head, claims] = voice.accessToken.split(".");
  const none = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
  for (const forged of [`${head}.${claims}.x`, `${none}.${claims}.`, `${voice.accessToken}x`, "x", "ly_unknown"])
    expect((await accounts(forged)).status).toBe(401);
});

test("the legacy login's token works as X-Auth-Token on both paths", async () => {
  const fields = { username: administrator.email, password: administrator.password };
  for (const base of ["", "/voice"]) {
    const { status, body } = await program
      .client()
      .request("POST", `${base}/api/v1/auth/login`, form({ ...fields, stayLoggedIn: "true" }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      authToken: expect.any(String),
      platformHost: expect.stringContaining("127.0.0.1"),
      user: { userName: administrator.email, enabled: true, role: "admin" },
      accounts: [{ accountId: "1", accountName: "Main account" }],
    });
    const headers = { "x-auth-token": body.authToken };
    expect((await program.client().request("GET", `${base}/api/v1/admin/accounts`, undefined, headers)).status).toBe(
      200,
    );
    const valid = (given: string) => program.client().request("GET", `${base}/api/v1/auth/isTokenValid?token=${given}`);
    expect((await valid(body.authToken)).body).toBe(true);
    expect((await valid("nonsense")).body).toBe(false);
  }
});

test("the word Bearer is accepted in any letter case", async () => {
  const { voice } = await voiceTokens();
  for (const word of ["bearer", "BEARER", "Bearer"]) {
    const headers = { authorization: `${word} ${voice.accessToken}` };
    expect((await program.client().request("GET", "/api/v1/admin/accounts", undefined, headers)).status).toBe(200);
  }
});

test("after ten failures a user's sign-ins are refused, whatever the password, until the window is over", async () => {
  const user = await program.as("viewer");
  const attempt = (password: string) =>
    program.client().request("POST", "/v1/session", { email: user.email.toUpperCase(), password });
  const answers = await Promise.all(Array.from({ length: 20 }, () => attempt("wrong")));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
  const throttled = await attempt("another password for tests");
  expect(throttled.status).toBe(429);
  expect(Number(throttled.headers.get("retry-after"))).toBe(300);
  // Other users can still sign in.
  expect((await byPassword()).status).toBe(200);
  seconds(301);
  expect((await attempt("another password for tests")).status).toBe(200);
});

test("an address is refused after sixty failures, whatever the usernames", async () => {
  now += 3_600_000;
  const attempt = (email: string) => program.client().request("POST", "/v1/session", { email, password: "wrong" });
  for (let i = 0; i < 60; i++) expect((await attempt(`nobody${i}@example.com`)).status).toBe(401);
  expect((await attempt("someone@example.com")).status).toBe(429);
  seconds(301);
  expect((await attempt("someone@example.com")).status).toBe(401);
});

test("v1 signs in, refreshes, and signs out", async () => {
  const { status, body } = await program
    .client()
    .request("POST", "/v1/session", { email: administrator.email, password: administrator.password });
  expect(status).toBe(200);
  const renewed = await program.client().request("POST", "/v1/session/refresh", { refreshToken: body.refreshToken });
  const client = program.client(renewed.body.accessToken);
  expect((await client.request("GET", "/v1/users/me")).body).toMatchObject({ email: administrator.email });
  expect((await client.request("DELETE", "/v1/session")).status).toBe(204);
  expect((await client.request("GET", "/v1/users/me")).status).toBe(401);
});

test("expired sessions and failures are removed, and others stay", async () => {
  const over = (await voiceTokens()).voice;
  await program.client().request("POST", "/v1/session", { email: "nobody@example.com", password: "wrong" });
  seconds(6 * 24 * 3600);
  const renewed = (await refresh(over.refreshToken)).body;
  seconds(2 * 24 * 3600);
  const context = { db: program.db, clock: () => new Date(now) } as Context;
  await forgetSignIns.run(context, {} as never, {} as never);
  const { rows } = await program.db.pool.query(
    "select count(*) filter (where expires_at < $1)::int as over, count(*)::int as all from session where parent_session_id is not null",
    [new Date(now)],
  );
  expect(rows[0]).toEqual({ over: 0, all: 1 });
  expect((await program.db.pool.query("select from sign_in_attempt")).rowCount).toBe(0);
  // Its parent has expired, but it continues.
  expect((await refresh(renewed.refreshToken)).status).toBe(200);
});
