import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { mailServer } from "../support/mail-server.ts";
import { type Client, type Program, startOn, startProgram } from "../support/program.ts";

const chosen = "an uncommon heron paints";
let now = Date.parse("2026-07-24T16:00:00Z");
let mails: Awaited<ReturnType<typeof mailServer>>;
let program: Program;
let admin: Client;
let account: string;
beforeAll(async () => {
  mails = await mailServer();
  program = await startProgram({
    clock: () => new Date(now),
    config: { SMTP_URL: mails.url, PUBLIC_URL: "https://leads.example.com/" },
  });
  admin = program.client((await program.request("POST", "/v1/tokens", { label: "" })).body.token);
  account = `/v1/accounts/${program.accountId}`;
});
afterAll(async () => {
  await program.stop();
  await mails.stop();
});
// Each test has a window of its own.
beforeEach(() => {
  now += 2 * 3_600_000;
});

const anybody = () => program.client();
const forgot = (email: string) => anybody().request("POST", "/v1/session/forgotten-password", { email });
const read = (token: string) => anybody().request("POST", "/v1/session/password-link", { token });
const choose = (token: string, password = chosen) =>
  anybody().request("PUT", "/v1/session/password-link", { token, password });
const signIn = async (email: string, password: string) =>
  (await anybody().request("POST", "/v1/session", { email, password })).status;

/** The newest mail to this address, once there are so many. */
async function mailTo(email: string, count = 1) {
  const to = () => mails.received.filter(({ to: [recipient] }) => recipient === email);
  await expect.poll(() => to().length, { timeout: 10_000 }).toBe(count);
  return to().at(-1)?.mail;
}
const tokenIn = (text: string | undefined) => /choose-password#([\w-]{43})\s/.exec(text ?? "")?.[1] ?? "";

test("an invitation is mailed, and its link sets the first password", async () => {
  const invited = { email: "Ada@example.com", firstName: "Ada", lastName: "Byron", role: "dialer" };
  const { status, body } = await admin.request("POST", `${account}/invitations`, invited);
  expect({ status, body }).toMatchObject({ status: 201, body: { ...invited, hasPassword: false, link: null } });
  expect((await admin.request("POST", `${account}/invitations`, invited)).body.code).toBe("CONFLICT");

  const mail = await mailTo(invited.email);
  expect(mail?.subject).toBe("Your invitation to Leadyard");
  const token = tokenIn(mail?.text);
  const link = `https://leads.example.com/choose-password#${token}`;
  expect(mail?.text).toBe(
    `admin@example.com has invited you to Leadyard. You will sign in as Ada@example.com.\n\nChoose a password:\n${link}\n\nThe link works once, within 60 minutes. If it has expired, ask for another invitation.\n`,
  );
  expect((mail?.html || "").split(`href="${link}"`)).toHaveLength(3);
  expect(mail?.html).not.toContain("{link}");

  expect((await read(token)).body).toEqual({ email: invited.email, reason: "INVITATION" });
  const weak = await choose(token, "password1234");
  expect(weak.body).toMatchObject({ code: "INVALID_FIELD", field: "password" });
  expect((await choose(token)).status).toBe(204);
  expect(await signIn("ada@example.com", chosen)).toBe(200);
  for (const again of [await read(token), await choose(token)])
    expect(again).toMatchObject({ status: 410, body: { code: "PASSWORD_LINK_INVALID" } });
});

test("neither the outbox nor the database shows the link", async () => {
  const email = "outbox@example.com";
  await admin.request("POST", `${account}/invitations`, { email, role: "viewer" });
  const token = tokenIn((await mailTo(email))?.text);
  const { body } = await admin.request("GET", `${account}/outbox`);
  const { mailId } = body.mails.find(({ to }: { to: string }) => to === email);
  await expect.poll(async () => (await admin.request("GET", `${account}/outbox/${mailId}`)).body.status).toBe("SENT");
  const shown = (await admin.request("GET", `${account}/outbox/${mailId}`)).body;
  expect(shown.text).toContain("Choose a password:\n{link}\n");
  const { rows } = await program.db.pool.query(
    "select row_to_json(mail) as row from mail union all select row_to_json(one_time_token) from one_time_token",
  );
  expect(JSON.stringify(rows)).not.toContain(token);
  expect((await program.db.pool.query("select from mail where link is not null")).rowCount).toBe(0);
});

test("a forgotten password is replaced by a mailed link, which ends sessions and tokens", async () => {
  const user = await program.as("viewer");
  const apiToken = (await user.request("POST", "/v1/tokens", { label: "" })).body.token;
  expect(await forgot(user.email.toUpperCase())).toMatchObject({ status: 202, body: {} });
  const mail = await mailTo(user.email);
  expect(mail?.subject).toBe("Choose a new password for Leadyard");
  const token = tokenIn(mail?.text);
  expect((await read(token)).body).toEqual({ email: user.email, reason: "RESET" });
  // Asking changes nothing yet.
  expect((await user.request("GET", "/v1/users/me")).status).toBe(200);
  expect((await choose(token)).status).toBe(204);
  expect((await user.request("GET", "/v1/users/me")).status).toBe(401);
  expect((await program.client(apiToken).request("GET", "/v1/users/me")).status).toBe(401);
  expect(await signIn(user.email, chosen)).toBe(200);
  expect(await signIn(user.email, "another password for tests")).toBe(401);
});

test("the answer is the same for unknown, disabled, and single sign-on users, who get no mail", async () => {
  const [disabled, elsewhere, known] = [
    await program.as("viewer"),
    await program.as("viewer"),
    await program.as("viewer"),
  ];
  await program.db.pool.query("update app_user set enabled = false where user_id = $1", [disabled.userId]);
  await program.db.pool.query(
    "update app_user set password_hash = null, oidc_issuer = 'x', oidc_subject = 'y' where user_id = $1",
    [elsewhere.userId],
  );
  const answers = await Promise.all(
    ["nobody@example.com", disabled.email, elsewhere.email, known.email].map(async (email) => {
      const { status, body } = await forgot(email);
      return { status, body };
    }),
  );
  expect(answers).toEqual(answers.map(() => ({ status: 202, body: {} })));
  await mailTo(known.email);
  for (const email of ["nobody@example.com", disabled.email, elsewhere.email]) await mailTo(email, 0);
  const link = await admin.request("POST", `${account}/users/${elsewhere.userId}/password-link`);
  expect(link.body).toMatchObject({ code: "CONFLICT" });
});

test("requests are limited per email address, whether or not there is such a user, and per network address", async () => {
  const user = await program.as("viewer");
  for (const email of ["nobody2@example.com", user.email]) {
    for (let i = 0; i < 5; i++) expect((await forgot(email)).status).toBe(202);
    expect(await forgot(email)).toMatchObject({ status: 429, body: { code: "SIGN_IN_THROTTLED" } });
  }
  for (let i = 0; i < 10; i++) expect((await forgot(`somebody${i}@example.com`)).status).toBe(202);
  expect((await forgot("another@example.com")).status).toBe(429);
  now += 3_601_000;
  expect((await forgot(user.email)).status).toBe(202);
});

test("a link expires after an hour, a newer one replaces it, and a new password or a disabled user ends it", async () => {
  const user = await program.as("viewer");
  await forgot(user.email);
  const first = tokenIn((await mailTo(user.email))?.text);
  await forgot(user.email);
  const second = tokenIn((await mailTo(user.email, 2))?.text);
  expect((await choose(first)).status).toBe(410);
  now += 3_599_000;
  expect((await read(second)).status).toBe(200);
  now += 1000;
  expect((await choose(second)).status).toBe(410);

  await admin.request("POST", `${account}/users/${user.userId}/password-link`);
  const third = tokenIn((await mailTo(user.email, 3))?.text);
  await admin.request("PATCH", `${account}/users/${user.userId}`, { password: "a quiet harbor at noon" });
  expect((await choose(third)).status).toBe(410);

  await admin.request("POST", `${account}/users/${user.userId}/password-link`);
  const fourth = tokenIn((await mailTo(user.email, 4))?.text);
  await program.db.pool.query("update app_user set enabled = false where user_id = $1", [user.userId]);
  expect((await choose(fourth)).status).toBe(410);
});

test("of two who use a link at once, one sets the password", async () => {
  const user = await program.as("viewer");
  await forgot(user.email);
  const token = tokenIn((await mailTo(user.email))?.text);
  const answers = await Promise.all([choose(token, `${chosen} one`), choose(token, `${chosen} two`)]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 410]);
});

test("without a mail server the administrator gets the link, and nothing is mailed", async () => {
  const plain = await startOn(program.databaseUrl, { clock: () => new Date(now) });
  const request = async (path: string, body?: object) => {
    const response = await fetch(plain.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${admin.token}`, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as { link: string; userId: number };
  };
  const made = await request(`${account}/invitations`, { email: "grace@example.com", role: "viewer" });
  expect(made.link).toMatch(new RegExp(`^${plain.url}/choose-password#[\\w-]{43}$`));
  const again = await request(`${account}/users/${made.userId}/password-link`);
  expect((await choose(made.link.split("#")[1] ?? "")).status).toBe(410);
  expect((await choose(again.link.split("#")[1] ?? "")).status).toBe(204);
  const reset = await request(`${account}/users/${made.userId}/password-link`);
  expect((await read(reset.link.split("#")[1] ?? "")).body.reason).toBe("RESET");
  await plain.stop();
  await mailTo("grace@example.com", 0);
});

test("a token with limits invites nobody, and users at home elsewhere get no link", async () => {
  const limited = await admin.request("POST", "/v1/tokens", { label: "", scope: "admin" });
  const client = program.client(limited.body.token);
  const invited = { email: "limited@example.com", role: "admin" };
  expect((await client.request("POST", `${account}/invitations`, invited)).body.code).toBe("LIMITED_TOKEN");
  const guest = await program.as(null);
  await program.db.pool.query("insert into account_role values ($1, $2, 'viewer')", [program.accountId, guest.userId]);
  const link = await admin.request("POST", `${account}/users/${guest.userId}/password-link`);
  expect(link.body.code).toBe("USER_AT_HOME_ELSEWHERE");
});
