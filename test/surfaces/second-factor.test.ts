import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { removeSecondFactorOf } from "../../src/accounts/second-factor/second-factor.ts";
import type { Context } from "../../src/context.ts";
import forgetSignIns from "../../src/jobs/forget-sign-ins.ts";
import { codeAt } from "../support/authenticator-app.ts";
import { administrator, type Client, type Program, startProgram } from "../support/program.ts";

const password = "another password for tests";
let now = Date.parse("2026-07-24T16:00:00Z");
let program: Program;
let admin: Client;
beforeAll(async () => {
  program = await startProgram({ clock: () => new Date(now) });
  // The clock jumps further than a session lasts.
  admin = program.client((await program.request("POST", "/v1/tokens", { label: "" })).body.token);
});
afterAll(() => program.stop());
// Each test has a window of its own.
beforeEach(() => {
  now += 3_600_000;
});

const own = "/v1/users/me/second-factor";
/** The code that an app shows now, or some periods from now. */
const codeOf = (uri: string, periods = 0) =>
  codeAt(new URL(uri).searchParams.get("secret") ?? "", new Date(now + periods * 30_000));
const signIn = (email: string) => program.client().request("POST", "/v1/session", { email, password });
const complete = (challenge: string, code: string) =>
  program.client().request("POST", "/v1/session/second-factor", { challenge, code });
const nextPeriod = () => {
  now += 30_000;
};

/** A user with a second factor, and the address of its seed. */
async function enrolled() {
  const user = await program.as("viewer");
  const begun = await user.request("POST", own, { password });
  expect(begun.status).toBe(201);
  const confirmed = await user.request("POST", `${own}/confirm`, { code: codeOf(begun.body.uri) });
  expect(confirmed.status).toBe(200);
  nextPeriod();
  return { ...user, uri: begun.body.uri as string, recoveryCodes: confirmed.body.recoveryCodes as string[] };
}

async function lastAudit(userId: number): Promise<unknown> {
  const { body } = await admin.request(
    "GET",
    `/v1/accounts/${program.accountId}/audit?entity=User&action=UPDATE&limit=200`,
  );
  return body.items.find(({ entityId }: { entityId: string }) => entityId === String(userId))?.after;
}

test("setting up takes the password and a code of the app, and then signing in takes a code", async () => {
  const user = await program.as("viewer");
  expect((await user.request("POST", own, { password: "wrong" })).body.code).toBe("SIGN_IN_FAILED");
  const { body } = await user.request("POST", own, { password });
  expect(body).toEqual({
    secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
    uri: `otpauth://totp/Leadyard%3A${encodeURIComponent(user.email)}?secret=${body.secret}&issuer=Leadyard`,
  });
  // An app that was not confirmed changes nothing.
  expect((await signIn(user.email)).status).toBe(200);
  expect((await user.request("POST", `${own}/confirm`, { code: "000000" })).body.code).toBe("SECOND_FACTOR_WRONG");
  const confirmed = await user.request("POST", `${own}/confirm`, { code: codeOf(body.uri) });
  expect(new Set(confirmed.body.recoveryCodes).size).toBe(10);
  expect(confirmed.body.recoveryCodes[0]).toMatch(/^([a-z2-7]{4}-){7}[a-z2-7]{4}$/);
  expect((await user.request("GET", own)).body).toEqual({
    enabled: true,
    confirmedAt: new Date(now).toISOString(),
    recoveryCodesLeft: 10,
    required: false,
  });
  expect(await lastAudit(user.userId)).toEqual({ secondFactor: "set up" });
  expect((await user.request("POST", own, { password })).body.code).toBe("CONFLICT");

  nextPeriod();
  const challenge = await signIn(user.email);
  expect(challenge).toMatchObject({
    status: 202,
    body: { challenge: expect.any(String), step: "CODE", expiresIn: 600 },
  });
  const answer = await complete(challenge.body.challenge, codeOf(body.uri));
  expect(answer.body).toEqual({
    accessToken: expect.any(String),
    expiresIn: 300,
    refreshToken: expect.any(String),
    refreshExpiresIn: 604800,
  });
  const client = program.client(answer.body.accessToken);
  expect((await client.request("GET", "/v1/users/me")).body).toMatchObject({ email: user.email, secondFactor: true });
});

test("neither a code nor a challenge works twice, and a challenge is no token", async () => {
  const { email, uri } = await enrolled();
  const [first, second] = [(await signIn(email)).body.challenge, (await signIn(email)).body.challenge];
  const code = codeOf(uri);
  const answers = await Promise.all([complete(first, code), complete(second, code)]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  const used = answers[0]?.status === 200 ? first : second;
  nextPeriod();
  expect((await complete(used, codeOf(uri))).body.code).toBe("CHALLENGE_INVALID");
  expect((await program.client(first).request("GET", "/v1/users/me")).status).toBe(401);
  now += 600_000;
  expect((await complete(used === first ? second : first, codeOf(uri))).body.code).toBe("CHALLENGE_INVALID");
});

test("a code of the period before or after works, and an older one does not", async () => {
  const { email, uri } = await enrolled();
  now += 300_000;
  const { challenge } = (await signIn(email)).body;
  expect((await complete(challenge, codeOf(uri, -2))).body.code).toBe("SECOND_FACTOR_WRONG");
  expect((await complete(challenge, codeOf(uri, 1))).status).toBe(200);
  // The codes before it are used up too.
  expect((await complete((await signIn(email)).body.challenge, codeOf(uri))).body.code).toBe("SECOND_FACTOR_WRONG");
});

test("after five wrong codes even the right one is refused, for a quarter of an hour, whatever the challenge", async () => {
  const { email, uri } = await enrolled();
  const { challenge } = (await signIn(email)).body;
  const wrong = await Promise.all(Array.from({ length: 8 }, () => complete(challenge, "000000")));
  expect(wrong.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  const throttled = await complete((await signIn(email)).body.challenge, codeOf(uri));
  expect(throttled.body.code).toBe("SIGN_IN_THROTTLED");
  expect(Number(throttled.headers.get("retry-after"))).toBe(900);
  now += 901_000;
  expect((await complete((await signIn(email)).body.challenge, codeOf(uri))).status).toBe(200);
});

test("a recovery code works once, in any case and without dashes, and renewing ends earlier ones", async () => {
  const user = await enrolled();
  const [first = "", second = ""] = user.recoveryCodes;
  const use = async (code: string) => (await complete((await signIn(user.email)).body.challenge, code)).status;
  expect(await use(first.toUpperCase().replaceAll("-", ""))).toBe(200);
  expect(await lastAudit(user.userId)).toEqual({ recoveryCode: "used" });
  expect(await use(first)).toBe(401);
  expect((await user.request("GET", own)).body.recoveryCodesLeft).toBe(9);
  expect((await user.request("POST", `${own}/recovery-codes`, { password: "wrong" })).status).toBe(401);
  const renewed = await user.request("POST", `${own}/recovery-codes`, { password });
  expect(renewed.body.recoveryCodes).toHaveLength(10);
  expect(await use(second)).toBe(401);
  expect(await use(renewed.body.recoveryCodes[0])).toBe(200);
});

const passwordSignIns: [string, (name: string, otp?: string) => Promise<{ status: number; body: unknown }>][] = [
  [
    "the password grant",
    (username, otp) =>
      program
        .client()
        .request(
          "POST",
          "/restapi/oauth/token",
          new URLSearchParams({ grant_type: "password", username, password, ...(otp ? { otp } : {}) }),
          { authorization: `Basic ${btoa(`${administrator.clientId}:${administrator.clientSecret}`)}` },
        ),
  ],
  ...["/api/auth/login/admin", "/voice/api/auth/login/admin", "/api/v1/auth/login", "/voice/api/v1/auth/login"].map(
    (path): [string, (name: string, otp?: string) => Promise<{ status: number; body: unknown }>] => [
      path,
      (username, otp) =>
        program.client().request("POST", path, new URLSearchParams({ username, password, ...(otp ? { otp } : {}) })),
    ],
  ),
];
test.each(passwordSignIns)("%s refuses a user with a second factor unless the code is sent", async (_, attempt) => {
  const { email, uri } = await enrolled();
  const refused = await attempt(email);
  expect([400, 401]).toContain(refused.status);
  expect(JSON.stringify(refused.body)).toContain("Send the code of the authenticator app");
  expect(JSON.stringify((await attempt(email, "000000")).body)).toContain("The code is wrong");
  expect((await attempt(email, codeOf(uri))).status).toBe(200);
});

test("API tokens and JWT credentials of such a user work without a code", async () => {
  const user = await enrolled();
  const { body } = await user.request("POST", "/v1/tokens", { label: "CRM" });
  expect((await program.client(body.token).request("GET", "/v1/users/me")).status).toBe(200);
});

test("an account that requires a second factor makes its users set it up, and they can do nothing before", async () => {
  const user = await program.as("viewer");
  const path = `/v1/accounts/${program.accountId}`;
  expect((await admin.request("PATCH", path, { requireSecondFactor: true })).body.requireSecondFactor).toBe(true);
  try {
    const { status, body } = await signIn(user.email);
    expect({ status, step: body.step }).toEqual({ status: 202, step: "ENROLL" });
    expect(body.accessToken).toBeUndefined();
    expect((await passwordSignIns[1]?.[1](user.email))?.status).toBe(401);
    expect((await complete(body.challenge, "000000")).status).toBe(404);
    const seed = await program.client().request("POST", "/v1/session/enrollment", { challenge: body.challenge });
    const done = await complete(body.challenge, codeOf(seed.body.uri));
    expect(done.body.recoveryCodes).toHaveLength(10);
    expect((await program.client(done.body.accessToken).request("GET", own)).body).toMatchObject({
      enabled: true,
      required: true,
    });
    // The challenge of somebody who has a factor makes no seed.
    const { challenge } = (await signIn(user.email)).body;
    expect((await program.client().request("POST", "/v1/session/enrollment", { challenge })).body.code).toBe(
      "CONFLICT",
    );
  } finally {
    await admin.request("PATCH", path, { requireSecondFactor: false });
  }
});

test("removing takes the password; an administrator resets it without, at home only", async () => {
  const user = await enrolled();
  expect((await user.request("DELETE", own, { password: "wrong" })).status).toBe(401);
  expect((await user.request("DELETE", own, { password })).status).toBe(204);
  expect(await lastAudit(user.userId)).toEqual({ secondFactor: "removed" });
  expect((await signIn(user.email)).status).toBe(200);

  const lost = await enrolled();
  const path = `/v1/accounts/${program.accountId}/users/${lost.userId}`;
  expect((await admin.request("GET", path)).body.secondFactor).toBe(true);
  expect((await admin.request("DELETE", `${path}/second-factor`)).status).toBe(204);
  expect((await admin.request("DELETE", `${path}/second-factor`)).status).toBe(404);
  expect((await signIn(lost.email)).status).toBe(200);

  const guest = await program.as(null);
  await program.db.pool.query("insert into account_role values ($1, $2, 'viewer')", [program.accountId, guest.userId]);
  const elsewhere = `/v1/accounts/${program.accountId}/users/${guest.userId}/second-factor`;
  expect((await admin.request("DELETE", elsewhere)).body.code).toBe("USER_AT_HOME_ELSEWHERE");
});

test("a token with limits changes no second factor, and a disabled user completes no sign-in", async () => {
  const user = await enrolled();
  const { body } = await user.request("POST", "/v1/tokens", { label: "", scope: "viewer" });
  const limited: Client = program.client(body.token);
  for (const [method, path] of [
    ["DELETE", own],
    ["POST", own],
    ["POST", `${own}/recovery-codes`],
  ] as const)
    expect((await limited.request(method, path, { password })).body.code).toBe("LIMITED_TOKEN");
  const { challenge } = (await signIn(user.email)).body;
  await program.db.pool.query("update app_user set enabled = false where user_id = $1", [user.userId]);
  expect((await complete(challenge, codeOf(user.uri))).body.code).toBe("CHALLENGE_INVALID");
});

test("seeds and codes are not in the database in the clear, and old challenges are removed", async () => {
  const { recoveryCodes, uri, email } = await enrolled();
  await signIn(email);
  const { rows } = await program.db.pool.query("select seed from second_factor");
  for (const { seed } of rows) expect(seed).toMatch(/^sealed:1:/);
  const dump = JSON.stringify((await program.db.pool.query("select * from recovery_code, second_factor")).rows);
  expect(dump).not.toContain(recoveryCodes[0]);
  expect(dump).not.toContain(new URL(uri).searchParams.get("secret"));
  now += 25 * 3_600_000;
  await forgetSignIns.run({ db: program.db, clock: () => new Date(now) } as Context, {} as never, {} as never);
  expect((await program.db.pool.query("select from one_time_token")).rowCount).toBe(0);
});

test("an operator removes the second factor of the last administrator", async () => {
  const { email } = await enrolled();
  expect(await removeSecondFactorOf(program.db, email)).toBe(true);
  expect(await removeSecondFactorOf(program.db, email)).toBe(false);
  const { rows } = await program.db.pool.query(
    "select from second_factor join app_user using (user_id) where email = $1",
    [email],
  );
  expect(rows).toHaveLength(0);
});
