import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Person, startIdentityProvider } from "../support/identity-provider.ts";
import { addAccount } from "../support/leads.ts";
import { administrator, type Program, startOn, startProgram } from "../support/program.ts";

let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
let program: Program;
let second: number;
beforeAll(async () => {
  provider = await startIdentityProvider();
  const mapping = "sales-admins=admin@1, agents=dialer@1, Field agents=manager@2, gone=admin@999";
  program = await startProgram({ config: provider.settings(mapping) });
  second = await addAccount(program.db);
  expect([program.accountId, second]).toEqual([1, 2]);
  provider.serve(program.url);
});
afterAll(async () => {
  await program.stop();
  await provider.stop();
});
beforeEach(() => {
  provider.denies = false;
});

let count = 0;
const newPerson = (fields: Partial<Person> = {}): Person => {
  const sub = `person-${++count}`;
  return { sub, email: `${sub}@example.com`, email_verified: true, groups: ["agents"], ...fields };
};
const begin = (returnTo = "/") =>
  provider.browse(`${program.url}/v1/session/oidc?${new URLSearchParams({ returnTo }).toString()}`);
const complete = (at: URL, cookie: string) =>
  program
    .client()
    .request("POST", "/v1/session/oidc", { handoff: at.hash.replace("#handoff=", "") }, cookie ? { cookie } : {});
/** Signs a person in; returns the answer to the console. */
async function signIn(person: Person) {
  provider.person = person;
  const { at, cookie } = await begin();
  return await complete(at, cookie);
}
const me = async (accessToken: string) => (await program.client(accessToken).request("GET", "/v1/users/me")).body;
const rolesOf = async (accessToken: string) =>
  (await me(accessToken)).accounts.map(({ accountId, role }: { accountId: number; role: string }) => [accountId, role]);

test("a new person is signed in with a user of their own, the mapped roles, and no password", async () => {
  const person = newPerson({ given_name: "Ada", family_name: "Byron", groups: ["Field agents", "agents", "others"] });
  provider.person = person;
  const { at, cookie } = await begin("/accounts/1/leads?city=Denver");
  expect(`${at.origin}${at.pathname}${at.search}`).toBe(`${program.url}/accounts/1/leads?city=Denver`);
  const { status, body } = await complete(at, cookie);
  expect(status).toBe(200);
  expect(await me(body.accessToken)).toMatchObject({
    email: person.email,
    firstName: "Ada",
    lastName: "Byron",
    homeAccountId: 1,
    hasPassword: false,
    accounts: [
      { accountId: 1, role: "dialer" },
      { accountId: 2, role: "manager" },
    ],
  });
  for (const password of ["", "null", "another password for tests"])
    expect((await program.client().request("POST", "/v1/session", { email: person.email, password })).status).toBe(401);
  const audit = await program.request("GET", "/v1/accounts/1/audit?entity=User&limit=200");
  expect(audit.body.items).toContainEqual(
    expect.objectContaining({ description: person.email, userName: "single sign-on", after: { role: "dialer" } }),
  );
});

test("roles follow the groups at each sign-in, and are gone when no group is mapped", async () => {
  const person = newPerson();
  const first = await signIn(person);
  expect(await rolesOf(first.body.accessToken)).toEqual([[1, "dialer"]]);
  const promoted = await signIn({ ...person, groups: ["agents", "sales-admins"] });
  expect(await rolesOf(promoted.body.accessToken)).toEqual([[1, "admin"]]);
  const moved = await signIn({ ...person, groups: ["Field agents"] });
  expect(await rolesOf(moved.body.accessToken)).toEqual([[2, "manager"]]);
  const refused = await signIn({ ...person, groups: ["others"] });
  expect(refused).toMatchObject({ status: 403, body: { code: "OIDC_NO_ROLE", groups: "others" } });
  expect(refused.body.detail).toContain("None of your groups has access here (yours: others)");
  expect(await rolesOf(moved.body.accessToken)).toEqual([]);
  const stranger = newPerson({ groups: ["gone"] });
  expect((await signIn(stranger)).body.code).toBe("OIDC_NO_ROLE");
  expect((await program.db.pool.query("select from app_user where email = $1", [stranger.email])).rowCount).toBe(0);
});

test("an existing user is linked by verified email only, and keeps the link when the address changes", async () => {
  const user = await program.as("viewer");
  const person = newPerson({ email: user.email.toUpperCase(), email_verified: false });
  expect((await signIn(person)).body.code).toBe("OIDC_EMAIL_UNVERIFIED");
  const { email_verified: _, ...unsaid } = person;
  expect((await signIn(unsaid)).body.code).toBe("OIDC_EMAIL_UNVERIFIED");
  const linked = await signIn({ ...person, email_verified: true });
  expect(await me(linked.body.accessToken)).toMatchObject({
    userId: user.userId,
    email: user.email,
    hasPassword: true,
  });
  const renamed = await signIn({ ...person, email: "other@example.com", email_verified: false });
  expect((await me(renamed.body.accessToken)).userId).toBe(user.userId);
  // Somebody else who gets the address later does not get the user.
  expect((await signIn(newPerson({ email: user.email }))).body.code).toBe("OIDC_EMAIL_TAKEN");
});

test("the last administrator is not demoted, and a disabled user not signed in", async () => {
  const person = newPerson({ email: administrator.email, groups: ["agents"] });
  await program.db.pool.query(
    "update account_role set role = 'viewer' from app_user u where u.user_id = account_role.user_id and role = 'admin' and account_id = 1 and email <> $1",
    [administrator.email],
  );
  expect((await signIn(person)).body.code).toBe("LAST_ADMIN");
  expect(await rolesOf(program.token)).toEqual([[1, "admin"]]);
  const disabled = newPerson();
  await signIn(disabled);
  await program.db.pool.query("update app_user set enabled = false where email = $1", [disabled.email]);
  expect((await signIn(disabled)).body.code).toBe("OIDC_USER_DISABLED");
});

test("a sign-in works once, and only in the browser that began it", async () => {
  provider.person = newPerson();
  const mine = await begin();
  expect((await complete(mine.at, "")).body.code).toBe("OIDC_EXPIRED");
  const theirs = await begin();
  expect((await complete(theirs.at, mine.cookie)).body.code).toBe("OIDC_EXPIRED");
  const again = await begin();
  expect((await complete(again.at, again.cookie)).status).toBe(200);
  expect((await complete(again.at, again.cookie)).body.code).toBe("OIDC_EXPIRED");

  // A callback that somebody else's browser began, and one with an unknown state.
  const started = await program.client().request("GET", "/v1/session/oidc");
  const state = new URL(started.headers.get("location") ?? "").searchParams.get("state") ?? "";
  for (const [query, cookie] of [
    [{ state, code: "x" }, again.cookie],
    [{ state: "unknown", code: "x" }, again.cookie],
  ] as const) {
    const answer = await program
      .client()
      .request("GET", `/v1/session/oidc/callback?${new URLSearchParams(query).toString()}`, undefined, { cookie });
    const to = new URL(answer.headers.get("location") ?? "", program.url);
    expect((await complete(to, cookie)).body.code).toBe("OIDC_EXPIRED");
  }
});

test("what the provider refuses, and a code that is not its own, is said in the console", async () => {
  provider.denies = true;
  const denied = await signIn(newPerson());
  expect(denied).toMatchObject({ status: 401, body: { code: "OIDC_FAILED" } });
  expect(denied.body.detail).toContain("access_denied: the user said no");

  const started = await program.client().request("GET", "/v1/session/oidc");
  const cookie = (started.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const state = new URL(started.headers.get("location") ?? "").searchParams.get("state") ?? "";
  const query = new URLSearchParams({ state, code: "forged", iss: provider.issuer });
  const back = await program
    .client()
    .request("GET", `/v1/session/oidc/callback?${query.toString()}`, undefined, { cookie });
  const answer = await complete(new URL(back.headers.get("location") ?? "", program.url), cookie);
  expect(answer.body).toMatchObject({ code: "OIDC_FAILED" });
});

test("the browser gets a cookie that scripts and other sites don't, and is sent to the console only", async () => {
  const { headers } = await program.client().request("GET", "/v1/session/oidc");
  expect(headers.get("set-cookie")).toMatch(
    /^leadyard_oidc=[\w-]{43}; Path=\/v1\/session\/oidc; Max-Age=600; HttpOnly; SameSite=Lax$/,
  );
  const to = new URL(headers.get("location") ?? "");
  expect(Object.fromEntries(to.searchParams)).toMatchObject({
    response_type: "code",
    code_challenge_method: "S256",
    nonce: expect.any(String),
    state: expect.any(String),
  });
  for (const returnTo of ["https://evil.example.com", "//evil.example.com", "/\\evil.example.com", "/a#b"])
    expect(
      (await program.client().request("GET", `/v1/session/oidc?${new URLSearchParams({ returnTo }).toString()}`))
        .status,
    ).toBe(400);
});

test("the console learns whether there is a provider, and one that is away is named", async () => {
  const options = (await program.client().request("GET", "/v1/session/options")).body;
  expect(options).toEqual({ oidcName: "Acme", mailsLinks: false });
  const away = createServer();
  await new Promise<void>((resolve) => away.listen(0, "127.0.0.1", resolve));
  const { port } = away.address() as AddressInfo;
  await new Promise((resolve) => away.close(resolve));
  const config = { ...provider.settings("agents=dialer@1"), OIDC_ISSUER: `http://127.0.0.1:${port}` };
  const other = await startOn(program.databaseUrl, { config });
  const { at, cookie } = await provider.browse(`${other.url}/v1/session/oidc`);
  const answer = await fetch(`${other.url}/v1/session/oidc`, {
    method: "POST",
    headers: { cookie, "content-type": "application/json" },
    body: JSON.stringify({ handoff: at.hash.replace("#handoff=", "") }),
  });
  expect(await answer.json()).toMatchObject({ code: "OIDC_UNAVAILABLE", issuer: config.OIDC_ISSUER });
  await other.stop();
});

test("without a provider there is nothing to begin", async () => {
  const plain = await startOn(program.databaseUrl, {});
  expect((await fetch(`${plain.url}/v1/session/oidc`)).status).toBe(404);
  await plain.stop();
});
