import { afterAll, beforeAll, expect, test } from "vitest";
import { administrator, type Program, startProgram } from "../support/program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.stop());

const asked = { "x-leadyard-session": "cookie" };
const credentials = { email: administrator.email, password: administrator.password };
const signIn = (headers: Record<string, string> = asked) =>
  program.client().request("POST", "/v1/session", credentials, headers);
const refresh = (cookie: string, headers: Record<string, string> = asked) =>
  program.client().request("POST", "/v1/session/refresh", undefined, { ...headers, cookie });
const cookieOf = (answer: { headers: Headers }) => (answer.headers.get("set-cookie") ?? "").split(";")[0] as string;

test("a page that asks for it gets the refresh token as a cookie that no script can read", async () => {
  const { status, headers, body } = await signIn();
  expect(status).toBe(200);
  expect(Object.keys(body).sort()).toEqual(["accessToken", "expiresIn"]);
  expect(headers.get("set-cookie")).toMatch(
    /^leadyard_refresh=[\w-]{43}; Path=\/v1\/session; Max-Age=604800; HttpOnly; SameSite=Strict$/,
  );
  const plain = await signIn({});
  expect(plain.body.refreshToken).toEqual(expect.any(String));
  expect(plain.headers.get("set-cookie")).toBeNull();
});

test("the cookie refreshes the session once, and signing out ends it", async () => {
  const first = cookieOf(await signIn());
  const renewed = await refresh(`other=1; ${first}; more=2`);
  expect(renewed.status).toBe(200);
  expect(renewed.body.refreshToken).toBeUndefined();
  const second = cookieOf(renewed);
  expect(second).not.toBe(first);
  const out = await program.client(renewed.body.accessToken).request("DELETE", "/v1/session", undefined, asked);
  expect(out.status).toBe(204);
  expect(out.headers.get("set-cookie")).toContain("leadyard_refresh=; Path=/v1/session; Max-Age=0");
  const late = await refresh(second);
  expect(late.status).toBe(401);
  expect(late.headers.get("set-cookie")).toContain("Max-Age=0");
});

test("a cookie used twice ends its session", async () => {
  const first = cookieOf(await signIn());
  const second = cookieOf(await refresh(first));
  expect((await refresh(first)).status).toBe(401);
  expect((await refresh(second)).status).toBe(401);
});

test("without the header the cookie counts for nothing, and other sites cannot use it", async () => {
  const cookie = cookieOf(await signIn());
  expect((await refresh(cookie, {})).body.code).toBe("EMPTY_BODY");
  for (const site of ["cross-site", "same-site", "none"])
    expect((await refresh(cookie, { ...asked, "sec-fetch-site": site })).body.code).toBe("CROSS_SITE");
  expect((await signIn({ ...asked, "sec-fetch-site": "same-site" })).body.code).toBe("CROSS_SITE");
  expect((await signIn({ "x-leadyard-session": "yes" })).body).toMatchObject({
    code: "INVALID_FIELD",
    field: "X-Leadyard-Session",
  });
  expect((await refresh(cookie, { ...asked, "sec-fetch-site": "same-origin" })).status).toBe(200);
  expect((await refresh("nothing=1")).body.code).toBe("REFRESH_TOKEN_INVALID");
  // It is no way to call anything else.
  const { status } = await program.client().request("GET", "/v1/users/me", undefined, { ...asked, cookie });
  expect(status).toBe(401);
});

test("with an HTTPS address, the cookie is only sent over HTTPS, and taken only as this host set it", async () => {
  const secure = await startProgram({ config: { PUBLIC_URL: "https://leads.example.com" } });
  const request = (path: string, body?: object, cookie = "") =>
    secure.client().request("POST", path, body, { ...asked, cookie });
  const answer = await request("/v1/session", credentials);
  expect(answer.headers.get("set-cookie")).toMatch(
    /^__Host-leadyard_refresh=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$/,
  );
  // Another host of the domain can set one without the prefix.
  const byOthers = cookieOf(answer).replace("__Host-", "");
  expect((await request("/v1/session/refresh", undefined, byOthers)).body.code).toBe("REFRESH_TOKEN_INVALID");
  const renewed = await request("/v1/session/refresh", undefined, `${byOthers}; ${cookieOf(answer)}`);
  expect(renewed.status).toBe(200);
  expect((await request("/v1/session/refresh", undefined, cookieOf(answer))).headers.get("set-cookie")).toMatch(
    /^__Host-leadyard_refresh=; Path=\/; Max-Age=0; .*; Secure$/,
  );
  await secure.stop();
});
