import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashPassword } from "../../src/accounts/sign-in/passwords/passwords.ts";
import { sql } from "../../src/db/sql.ts";
import { administrator, type Program, startProgram } from "../support/program.ts";

let program: Program;
let users: string;
beforeAll(async () => {
  program = await startProgram();
  users = `/v1/accounts/${program.accountId}/users`;
});
afterAll(() => program.stop());

const password = "a good password";
let count = 0;
const newEmail = () => `person${++count}@example.com`;
const signIn = (email: string, given = password) =>
  program.client().request("POST", "/v1/session", { email, password: given });
async function person(role: string): Promise<{ email: string; userId: number; client: ReturnType<Program["client"]> }> {
  const email = newEmail();
  const { status, body } = await program.request("POST", users, { email, password, role });
  expect(status).toBe(201);
  return { email, userId: body.userId, client: program.client((await signIn(email)).body.accessToken) };
}

describe("over v1", () => {
  test("a new user signs in with the name in any letter case and can do what the role allows", async () => {
    const { email, client } = await person("viewer");
    expect((await signIn(email.toUpperCase())).status).toBe(200);
    const me = await client.request("GET", "/v1/users/me");
    expect(me.body).toMatchObject({
      email,
      enabled: true,
      accounts: [{ accountId: program.accountId, role: "viewer" }],
    });
    expect((await client.request("GET", users)).status).toBe(403);
    expect(JSON.stringify((await program.request("GET", users)).body)).not.toContain("argon2");
  });

  test("a changed role applies from the next request", async () => {
    const { userId, client } = await person("viewer");
    expect((await client.request("GET", users)).status).toBe(403);
    await program.request("PATCH", `${users}/${userId}`, { role: "admin" });
    expect((await client.request("GET", users)).status).toBe(200);
    await program.request("PATCH", `${users}/${userId}`, { role: "manager" });
    expect((await client.request("GET", users)).status).toBe(403);
  });

  test("a disabled user is signed out at once, tokens included, and can sign in only once enabled again", async () => {
    const { email, userId, client } = await person("manager");
    const token = (await client.request("POST", "/v1/tokens", { label: "x" })).body.token;
    expect((await program.client(token).request("GET", "/v1/users/me")).status).toBe(200);
    await program.request("PATCH", `${users}/${userId}`, { enabled: false });
    expect((await client.request("GET", "/v1/users/me")).status).toBe(401);
    expect((await program.client(token).request("GET", "/v1/users/me")).status).toBe(401);
    expect((await signIn(email)).status).toBe(401);
    await program.request("PATCH", `${users}/${userId}`, { enabled: true });
    expect((await client.request("GET", "/v1/users/me")).status).toBe(401);
    expect((await signIn(email)).status).toBe(200);
  });

  test("a deleted user is gone with all their credentials", async () => {
    const { email, userId, client } = await person("manager");
    const token = (await client.request("POST", "/v1/tokens", { label: "x" })).body.token;
    expect((await program.request("DELETE", `${users}/${userId}`)).status).toBe(204);
    expect((await client.request("GET", "/v1/users/me")).status).toBe(401);
    expect((await program.client(token).request("GET", "/v1/users/me")).status).toBe(401);
    expect((await signIn(email)).status).toBe(401);
    expect((await program.request("GET", `${users}/${userId}`)).status).toBe(404);
  });

  test("a new password ends sessions opened with the old one", async () => {
    const { email, userId, client } = await person("viewer");
    await program.request("PATCH", `${users}/${userId}`, { password: "an even better one" });
    expect((await client.request("GET", "/v1/users/me")).status).toBe(401);
    expect((await signIn(email)).status).toBe(401);
    expect((await signIn(email, "an even better one")).status).toBe(200);
  });

  test("a user changes their password with the old one, and only this session stays signed in", async () => {
    const { email, client } = await person("viewer");
    const elsewhere = program.client((await signIn(email)).body.accessToken);
    const change = (currentPassword: string) =>
      client.request("PUT", "/v1/users/me/password", { currentPassword, newPassword: "brand new password" });
    expect((await change("wrong")).status).toBe(401);
    expect((await change(password)).status).toBe(200);
    expect((await client.request("GET", "/v1/users/me")).status).toBe(200);
    expect((await elsewhere.request("GET", "/v1/users/me")).status).toBe(401);
    expect((await signIn(email, "brand new password")).status).toBe(200);
  });

  test.each([
    ["an invalid email address", { email: "nobody" }, "INVALID_FIELD"],
    ["a short password", { password: "short" }, "INVALID_FIELD"],
    ["a common password", { password: "Password2026!" }, "INVALID_FIELD"],
    ["an unknown role", { role: "owner" }, "INVALID_FIELD"],
    ["an unknown field", { color: "red" }, "UNKNOWN_FIELD"],
    ["no role", { role: undefined }, "MISSING_FIELD"],
    ["no password", { password: undefined }, "MISSING_FIELD"],
    ["an email address already in use", { email: administrator.email.toUpperCase() }, "CONFLICT"],
  ])("a new user with %s is refused", async (_, fields, code) => {
    const answer = await program.request("POST", users, { email: newEmail(), password, role: "viewer", ...fields });
    expect(answer.body.code).toBe(code);
  });

  test("a weak password is refused wherever one is set, with the reason, and an earlier one still signs in", async () => {
    const email = newEmail();
    const own = email.replace("@", "-at-");
    const weak = [
      ["password2026", "a common password"],
      ["elevenchars", "11 characters long"],
      [own, "mainly the email address"],
    ];
    const { userId } = (await program.request("POST", users, { email, password, role: "viewer" })).body;
    const client = program.client((await signIn(email)).body.accessToken);
    const wire = "/voice/api/v1/admin/users";
    for (const [given, reason] of weak) {
      const refused = [
        await program.request("POST", users, { email: `${email}.org`, password: given, role: "viewer" }),
        await program.request("POST", wire, { userName: `${email}.org`, password: given }),
        await program.request("PATCH", `${users}/${userId}`, { password: given }),
        await program.request("PUT", `${wire}/${userId}`, { password: given }),
        await client.request("PUT", "/v1/users/me/password", { currentPassword: password, newPassword: given }),
      ];
      expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
      for (const { body } of refused) {
        expect(body.detail ?? body.details).toContain(reason);
        expect(JSON.stringify(body)).not.toContain(given);
      }
    }
    expect((await signIn(email)).status).toBe(200);
    // The address counts as it will be.
    const renamed = { email: "zebra.crossing@example.com", password: "zebra-crossing-1" };
    expect((await program.request("PATCH", `${users}/${userId}`, renamed)).body.code).toBe("INVALID_FIELD");
    const hash = await hashPassword("short");
    await program.db.execute(sql`update app_user set password_hash = ${hash} where user_id = ${userId}`);
    expect((await signIn(email, "short")).status).toBe(200);
  });

  test("the last administrator cannot be demoted or removed", async () => {
    const other = await program.as(null);
    const path = `/v1/accounts/${other.accountId}/users/${other.userId}`;
    for (const change of [{ role: "manager" }, { enabled: false }])
      expect((await other.request("PATCH", path, change)).body.code).toBe("LAST_ADMIN");
    expect((await other.request("DELETE", path)).body.code).toBe("LAST_ADMIN");
    expect((await other.request("GET", "/v1/users/me")).body).toMatchObject({
      enabled: true,
      accounts: [{ role: "admin" }],
    });
  });

  test("two administrators who demote each other at once leave one", async () => {
    const one = await program.as(null);
    const two = await program.as("admin", one.accountId);
    const path = `/v1/accounts/${one.accountId}/users`;
    const answers = await Promise.all([
      one.request("PATCH", `${path}/${two.userId}`, { role: "viewer" }),
      two.request("PATCH", `${path}/${one.userId}`, { role: "viewer" }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("users of another account are not found", async () => {
    const other = await program.as(null);
    for (const method of ["GET", "DELETE"])
      expect((await program.request(method, `${users}/${other.userId}`)).body.code).toBe("NOT_FOUND");
    expect((await program.request("PATCH", `${users}/${other.userId}`, { role: "viewer" })).body.code).toBe(
      "NOT_FOUND",
    );
    // Their email address does not let them in here either.
    const invited = await program.request("POST", users, { email: other.email, role: "admin" });
    expect(invited.body.code).toBe("MISSING_FIELD");
  });
});

describe("accounts", () => {
  test.each<[string, { timeZone?: string }]>([
    ["/v1/accounts", { timeZone: "Europe/Berlin" }],
    ["/voice/api/v1/admin/accounts", {}],
  ])("POST %s takes the country for reading numbers", async (url, more) => {
    const made = await program.request("POST", url, { accountName: "Abroad", countryId: "de", ...more });
    expect(made).toMatchObject({ status: 201, body: { accountName: "Abroad", countryId: "DEU" } });
    const at = `/v1/accounts/${made.body.accountId}`;
    expect((await program.request("GET", at)).body).toMatchObject({
      countryId: "DEU",
      timeZone: more.timeZone ?? "America/New_York",
    });
    const entry = await program.request("POST", `${at}/dnc-entries`, { phone: "030 901820", countryId: "DEU" });
    expect(entry.body).toMatchObject({ phone: "+4930901820" });
    for (const wrong of [{ countryId: "Narnia" }, { countryId: "ZZZ" }, { unknown: true }])
      expect(await program.request("POST", url, { accountName: "Nowhere", ...more, ...wrong })).toMatchObject({
        status: 400,
      });
  });

  test("an administrator creates an account, gives a colleague a role, and removes it again", async () => {
    const made = await program.request("POST", "/v1/accounts", { accountName: "Second", timeZone: "Europe/Berlin" });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      accountName: "Second",
      timeZone: "Europe/Berlin",
      mainAccountId: program.accountId,
      role: "admin",
    });
    const second = `/v1/accounts/${made.body.accountId}`;
    const { email, userId, client } = await person("viewer");
    expect((await client.request("GET", second)).status).toBe(404);
    expect((await program.request("POST", `${second}/users`, { email, role: "manager" })).status).toBe(201);
    expect((await client.request("GET", second)).body).toMatchObject({ accountName: "Second", role: "manager" });
    expect((await client.request("GET", "/voice/api/v1/admin/accounts")).body).toMatchObject([
      { accountId: String(program.accountId) },
      {
        accountId: String(made.body.accountId),
        mainAccountId: String(program.accountId),
        mainAccountName: "Main account",
      },
    ]);
    // Outside a user's home account, only the role can be changed.
    const answer = await program.request("PATCH", `${second}/users/${userId}`, { password: "taken over" });
    expect(answer.body.code).toBe("USER_AT_HOME_ELSEWHERE");
    expect((await program.request("DELETE", `${second}/users/${userId}`)).status).toBe(204);
    expect((await client.request("GET", second)).status).toBe(404);
    expect((await client.request("GET", "/v1/users/me")).status).toBe(200);
  });

  test("an account's name and time zone can change, and an unknown zone is refused", async () => {
    const other = await program.as(null);
    const path = `/v1/accounts/${other.accountId}`;
    const changed = await other.request("PATCH", path, { accountName: "Renamed", timeZone: "America/Denver" });
    expect(changed.body).toMatchObject({ accountName: "Renamed", timeZone: "America/Denver" });
    expect((await other.request("PATCH", path, { timeZone: "Mars/Olympus" })).body.code).toBe("INVALID_FIELD");
    expect((await other.request("GET", `/voice/api/v1/admin/accounts/~`)).body).toMatchObject({
      accountName: "Renamed",
    });
  });
});

describe("over the wire", () => {
  const wire = "/voice/api/v1/admin/users";

  test("a user is created, read, changed as it was read, and deleted", async () => {
    const userName = newEmail();
    const made = await program.request("POST", `${wire}?isSSO=false`, {
      userName,
      firstName: "Ada",
      lastName: "Byron",
      roles: [{ roleType: "USER" }],
      rcUserId: 5,
      phoneNumber: null,
    });
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({
      userName,
      fullName: "Ada Byron",
      role: "manager",
      roles: [{ roleType: "USER" }],
    });
    expect((await signIn(userName, made.body.generatedPassword)).status).toBe(200);

    const read = (await program.request("GET", `${wire}/${made.body.userId}`)).body;
    const written = await program.request("PUT", `${wire}/${made.body.userId}`, {
      ...read,
      lastName: "Lovelace",
      role: undefined,
    });
    expect(written.body).toEqual({ ...read, lastName: "Lovelace", fullName: "Ada Lovelace" });

    await program.request("PUT", `${wire}/${made.body.userId}`, { enabled: "false" });
    const names = (path: string) =>
      program.request("GET", path).then(({ body }) => body.map((user: { userName: string }) => user.userName));
    expect(await names(wire)).toContain(userName);
    expect(await names(`${wire}?activeOnly=true`)).not.toContain(userName);

    expect((await program.request("DELETE", `${wire}/${made.body.userId}?cascadeDelete=true`)).status).toBe(200);
    expect((await program.request("GET", `${wire}/${made.body.userId}`)).status).toBe(404);
  });

  test("permanent tokens are created, listed masked, and deleted in either form", async () => {
    const user = await program.as("manager");
    const token = "/voice/api/v1/admin/token";
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await user.request("POST", token)).body as string);
    const listed = (await user.request("GET", token)).body as string[];
    expect(listed).toEqual(made.toReversed().map((one) => `${one.slice(0, 13)}_********`));
    const works = async (one: string) => (await program.client(one).request("GET", "/v1/users/me")).status === 200;
    const asLegacy = await program
      .client()
      .request("GET", "/api/v1/admin/accounts", undefined, { "x-auth-token": made[0] ?? "" });
    expect(asLegacy.status).toBe(200);

    const forged = `${made[0]?.slice(0, 13)}_${"x".repeat(32)}`;
    expect(await works(forged)).toBe(false);
    expect((await user.request("DELETE", `${token}/${forged}`)).status).toBe(404);
    // A user cannot delete another user's token.
    expect((await program.request("DELETE", `${token}/${made[0]}`)).status).toBe(404);
    const full = await user.request("DELETE", `${token}/${made[0]}`);
    expect(full.body).toBe("true");
    expect(await works(made[0] ?? "")).toBe(false);
    expect((await user.request("DELETE", `${token}/${encodeURIComponent(listed[1] ?? "")}`)).status).toBe(200);
    expect(await Promise.all(made.map(works))).toEqual([false, false, true]);
  });
});

describe("API tokens over v1", () => {
  test("a token's scope limits its user's role on every account", async () => {
    const { body } = await program.request("POST", "/v1/tokens", { label: "report", scope: "viewer" });
    const client = program.client(body.token);
    expect((await client.request("GET", `/v1/accounts/${program.accountId}`)).status).toBe(200);
    expect((await client.request("GET", users)).body.code).toBe("FORBIDDEN");
  });

  test("a scope above the user's role gives no more than the role", async () => {
    const viewer = await program.as("viewer");
    const { body } = await viewer.request("POST", "/v1/tokens", { label: "", scope: "admin" });
    expect((await program.client(body.token).request("GET", users)).body.code).toBe("FORBIDDEN");
  });

  test("a limited token cannot create a credential without those limits", async () => {
    for (const limits of [{ scope: "admin" }, { expiresAt: "2999-01-01T00:00:00Z" }]) {
      const { body } = await program.request("POST", "/v1/tokens", { label: "", ...limits });
      const client = program.client(body.token);
      expect((await client.request("POST", "/v1/tokens", { label: "" })).body.code).toBe("LIMITED_TOKEN");
      expect((await client.request("POST", "/v1/jwt-credentials", { label: "" })).body.code).toBe("LIMITED_TOKEN");
      expect((await client.request("POST", "/voice/api/v1/admin/token")).status).toBe(403);
      const user = { email: newEmail(), password, role: "admin" };
      expect((await client.request("POST", users, user)).body.code).toBe("LIMITED_TOKEN");
    }
  });

  test("an expiry must be a valid time in the future", async () => {
    for (const expiresAt of ["tomorrow", "2001-01-01T00:00:00Z"])
      expect((await program.request("POST", "/v1/tokens", { label: "", expiresAt })).body.code).toBe("INVALID_FIELD");
  });

  test("administrators see and delete the tokens of the account's users only", async () => {
    const user = await program.as("viewer");
    const other = await program.as(null);
    const mine = (await user.request("POST", "/v1/tokens", { label: "mine" })).body;
    const theirs = (await other.request("POST", "/v1/tokens", { label: "theirs" })).body;
    const path = `/v1/accounts/${program.accountId}/tokens`;
    const { items } = (await program.request("GET", path)).body;
    expect(items.map(({ tokenId }: { tokenId: number }) => tokenId)).toContain(mine.tokenId);
    expect(items.map(({ tokenId }: { tokenId: number }) => tokenId)).not.toContain(theirs.tokenId);
    expect(JSON.stringify(items)).not.toContain(mine.token);
    expect((await program.request("DELETE", `${path}/${theirs.tokenId}`)).status).toBe(404);
    expect((await program.request("DELETE", `/v1/tokens/${mine.tokenId}`)).status).toBe(404);
    expect((await program.request("DELETE", `${path}/${mine.tokenId}`)).status).toBe(204);
    expect((await program.client(mine.token).request("GET", "/v1/users/me")).status).toBe(401);
  });
});

test("the database stores no secret that can sign anyone in", async () => {
  const email = newEmail();
  const secret = "ein Geheimnis, das man findet";
  const { userId } = (await program.request("POST", users, { email, password: secret, role: "admin" })).body;
  await program.request("PATCH", `${users}/${userId}`, { password: `${secret}!` });
  const session = (await signIn(email, `${secret}!`)).body;
  const client = program.client(session.accessToken);
  const token = (await client.request("POST", "/v1/tokens", { label: "" })).body.token;
  const jwt = (await client.request("POST", "/v1/jwt-credentials", { label: "" })).body.jwt;
  const { rows } = await program.db.pool.query(`
    select string_agg(t::text, ' ') as all from (
      select to_jsonb(x) t from app_user x union all select to_jsonb(x) from api_token x union all select to_jsonb(x) from session x
      union all select to_jsonb(x) from refresh_token x union all select to_jsonb(x) from jwt_credential x
      union all select to_jsonb(x) from audit x union all select to_jsonb(x) from oauth_client x) all_rows`);
  expect(rows[0].all).toContain(email);
  for (const hidden of [secret, session.refreshToken, session.accessToken, token, jwt, administrator.clientSecret])
    expect(rows[0].all).not.toContain(hidden);
});
