import { afterAll, beforeAll, expect, test } from "vitest";
import {
  endCredentials,
  holdOwnCredential,
  setPassword,
} from "../../src/accounts/sign-in/credentials/end-credentials.ts";
import { lifetimes, openSession } from "../../src/accounts/sign-in/session.ts";
import { sql } from "../../src/db/sql.ts";
import { administrator, type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
let users: string;
let at: string;
beforeAll(async () => {
  program = await startProgram();
  at = `/v1/accounts/${program.accountId}`;
  users = `${at}/users`;
});
afterAll(() => program.stop());

// Of the users that program.as creates.
const password = "another password for tests";
const better = "a longer one for tests";
const works = async (client: Client) => (await client.request("GET", "/v1/users/me")).status === 200;
const signIn = async (email: string, given = password) =>
  program.client((await program.client().request("POST", "/v1/session", { email, password: given })).body.accessToken);

const byJwt = (jwt: string) =>
  program
    .client()
    .request(
      "POST",
      "/restapi/oauth/token",
      new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: jwt }),
      { authorization: `Basic ${btoa(`${administrator.clientId}:${administrator.clientSecret}`)}` },
    );

/** A user with two sessions, an API token, and a JWT credential. */
async function userWithCredentials() {
  const user = await program.as("manager");
  const elsewhere = await signIn(user.email);
  const { tokenId, token } = (await user.request("POST", "/v1/tokens", { label: "CRM" })).body;
  const { jwtId, jwt } = (await user.request("POST", "/v1/jwt-credentials", { label: "Sync" })).body;
  return { user, elsewhere, token: program.client(token), tokenId, jwt, jwtId };
}
type Credentials = Awaited<ReturnType<typeof userWithCredentials>>;
const state = async ({ user, elsewhere, token, jwt }: Credentials) => ({
  session: await works(user),
  elsewhere: await works(elsewhere),
  token: await works(token),
  jwt: (await byJwt(jwt)).status === 200,
});

test("a changed own password ends everything but the session in use, and says so", async () => {
  const made = await userWithCredentials();
  const changed = await made.user.request("PUT", "/v1/users/me/password", {
    currentPassword: password,
    newPassword: better,
  });
  expect(changed).toMatchObject({ status: 200 });
  expect(changed.body).toEqual({
    ended: { sessions: 1, apiTokens: 1, jwtCredentials: 1 },
    kept: { sessions: 1, apiTokens: 0, jwtCredentials: 0 },
  });
  expect(await state(made)).toEqual({ session: true, elsewhere: false, token: false, jwt: false });
  expect((await made.user.request("GET", "/v1/tokens")).body.items).toEqual([]);
});

test("with keepCredentials, tokens and JWT credentials outlive the password", async () => {
  const made = await userWithCredentials();
  const changed = await made.user.request("PUT", "/v1/users/me/password", {
    currentPassword: password,
    newPassword: better,
    keepCredentials: true,
  });
  expect(changed.body).toEqual({
    ended: { sessions: 1, apiTokens: 0, jwtCredentials: 0 },
    kept: { sessions: 1, apiTokens: 1, jwtCredentials: 1 },
  });
  expect(await state(made)).toEqual({ session: true, elsewhere: false, token: true, jwt: true });
});

test.each([
  ["v1", "PATCH", () => users],
  ["the wire", "PUT", () => "/voice/api/v1/admin/users"],
])("over %s, an administrator's new password ends all of a user's credentials", async (_, method, path) => {
  const made = await userWithCredentials();
  const url = `${path()}/${made.user.userId}`;
  const changed = await program.request(method, url, { password: better });
  expect(changed.body.credentials).toEqual({
    ended: { sessions: 2, apiTokens: 1, jwtCredentials: 1 },
    kept: { sessions: 0, apiTokens: 0, jwtCredentials: 0 },
  });
  expect(await state(made)).toEqual({ session: false, elsewhere: false, token: false, jwt: false });

  const kept = await userWithCredentials();
  const again = await program.request(method, `${path()}/${kept.user.userId}`, {
    password: better,
    keepCredentials: true,
  });
  expect(again.body.credentials).toMatchObject({ kept: { sessions: 0, apiTokens: 1, jwtCredentials: 1 } });
  expect(await state(kept)).toEqual({ session: false, elsewhere: false, token: true, jwt: true });
  const without = await program.request(method, `${path()}/${kept.user.userId}`, { keepCredentials: true });
  expect(without).toMatchObject({ status: 400 });
  expect((await program.request(method, `${path()}/${kept.user.userId}`, { firstName: "Ada" })).body.credentials).toBe(
    undefined,
  );
});

test("the audit says what a new password ended", async () => {
  const made = await userWithCredentials();
  await program.request("PATCH", `${users}/${made.user.userId}`, { password: better });
  const { items } = (await program.request("GET", `${at}/audit?entity=User&entityId=${made.user.userId}`)).body;
  expect(items[0].after).toMatchObject({
    password: "changed",
    ended: { sessions: 2, apiTokens: 1, jwtCredentials: 1 },
  });
});

test("a sign-in that began before the new password opens no session after it", async () => {
  const user = await program.as("viewer");
  const { db } = program;
  const before = new Date(Date.now() - 50);
  await db.transaction((tx) => setPassword(tx, user.userId, "a hash", new Date()));
  const open = (now: Date) => openSession(db, { userId: user.userId, kind: "voice" }, lifetimes.voice, now);
  await expect(open(before)).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
  expect(await open(new Date())).toMatchObject({ userId: user.userId });
});

test("whoever is being shut out makes no credential in time", async () => {
  const user = await program.as("viewer");
  const { sessionId } = await program.db.one<{ sessionId: string }>(sql`
    select session_id as "sessionId" from session where user_id = ${user.userId}
  `);
  const caller = { userId: user.userId, name: user.email, homeAccountId: 1, roles: new Map(), locales: new Map() };
  const hold = (own: object) => program.db.transaction((tx) => holdOwnCredential(tx, { ...caller, ...own }));
  await hold({ sessionId });
  await expect(hold({})).rejects.toMatchObject({ code: "TOKEN_INVALID" });
  await expect(hold({ tokenId: 987654321 })).rejects.toMatchObject({ code: "TOKEN_INVALID" });
  await program.db.transaction((tx) => endCredentials(tx, user.userId, new Date()));
  await expect(hold({ sessionId })).rejects.toMatchObject({ code: "TOKEN_INVALID" });
});

test("users see their sessions, with those exchanged from one as part of it, and end them", async () => {
  const user = await program.as("manager");
  const form = new URLSearchParams({ grant_type: "password", username: user.email, password });
  const basic = { authorization: `Basic ${btoa(`${administrator.clientId}:${administrator.clientSecret}`)}` };
  const rc = (await program.client().request("POST", "/restapi/oauth/token", form, basic)).body;
  const exchanged = await program
    .client()
    .request("POST", "/api/auth/login/rc/accesstoken", new URLSearchParams({ rcAccessToken: rc.access_token }));
  const voice = program.client(exchanged.body.accessToken);
  const listed = (await user.request("GET", "/v1/sessions")).body;
  expect(listed).toEqual({
    items: [
      {
        sessionId: expect.any(String),
        userId: user.userId,
        email: user.email,
        kind: "rc",
        clientId: administrator.clientId,
        address: "127.0.0.1",
        createdAt: expect.any(String),
        lastRenewedAt: expect.any(String),
        expiresAt: expect.any(String),
        current: false,
      },
      expect.objectContaining({ kind: "voice", clientId: null, current: true }),
    ],
    nextCursor: null,
  });
  // The exchanged session is part of the one above.
  expect(
    (await voice.request("GET", "/v1/sessions")).body.items.map((one: { current: boolean }) => one.current),
  ).toEqual([true, false]);
  const first = (await user.request("GET", "/v1/sessions?limit=1")).body;
  expect(first.items).toEqual(listed.items.slice(0, 1));
  expect((await user.request("GET", `/v1/sessions?limit=1&cursor=${first.nextCursor}`)).body).toEqual({
    items: listed.items.slice(1),
    nextCursor: null,
  });
  const path = `/v1/sessions/${listed.items[0].sessionId}`;
  const other = await program.as("admin");
  expect((await other.request("DELETE", path)).status).toBe(404);
  expect(await works(voice)).toBe(true);
  expect((await user.request("DELETE", path)).status).toBe(204);
  expect(await works(voice)).toBe(false);
  expect((await user.request("DELETE", path)).body.code).toBe("NOT_FOUND");

  const elsewhere = await signIn(user.email);
  expect((await user.request("DELETE", "/v1/sessions")).body).toEqual({ ended: 1 });
  expect([await works(elsewhere), await works(user)]).toEqual([false, true]);
});

test("administrators see and end the credentials of their account's users, and no others", async () => {
  const made = await userWithCredentials();
  const own = async (what: string) =>
    (await program.request("GET", `${at}/${what}`)).body.items.filter(
      ({ userId }: { userId: number }) => userId === made.user.userId,
    );
  const stranger = await program.as(null);
  const there = `/v1/accounts/${stranger.accountId}`;
  for (const what of ["sessions", "jwt-credentials", "tokens"]) {
    const { items } = (await stranger.request("GET", `${there}/${what}`)).body;
    expect(items.every(({ userId }: { userId: number }) => userId === stranger.userId)).toBe(true);
  }
  const sessions = await own("sessions");
  expect(sessions).toHaveLength(2);
  expect(await own("jwt-credentials")).toMatchObject([{ jwtId: made.jwtId, label: "Sync", email: made.user.email }]);
  const session = sessions[0].sessionId;
  for (const path of [`sessions/${session}`, `jwt-credentials/${made.jwtId}`, `tokens/${made.tokenId}`])
    expect((await stranger.request("DELETE", `${there}/${path}`)).body.code).toBe("NOT_FOUND");
  expect(await state(made)).toEqual({ session: true, elsewhere: true, token: true, jwt: true });
  for (const path of [`sessions/${session}`, `jwt-credentials/${made.jwtId}`, `tokens/${made.tokenId}`])
    expect((await program.request("DELETE", `${at}/${path}`)).status).toBe(204);
  expect(await state(made)).toEqual({ session: true, elsewhere: false, token: false, jwt: false });
});

test("administrators end all of a user's credentials at once, but not of users at home elsewhere", async () => {
  const made = await userWithCredentials();
  const ended = await program.request("DELETE", `${users}/${made.user.userId}/credentials`);
  expect(ended.body.ended).toEqual({ sessions: 2, apiTokens: 1, jwtCredentials: 1 });
  expect(await state(made)).toEqual({ session: false, elsewhere: false, token: false, jwt: false });
  expect(await works(await signIn(made.user.email))).toBe(true);

  const guest = await program.as(null);
  await program.db.execute(sql`
    insert into account_role (account_id, user_id, role) values (${program.accountId}, ${guest.userId}, 'viewer')
  `);
  const refused = await program.request("DELETE", `${users}/${guest.userId}/credentials`);
  expect(refused.body.code).toBe("USER_AT_HOME_ELSEWHERE");
  expect(await works(guest)).toBe(true);
});
