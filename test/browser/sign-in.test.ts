import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { codeAt } from "../support/authenticator-app.ts";
import { type ConsolePage, faults, type OpenConsole, openConsole } from "../support/browser/console.ts";
import { startIdentityProvider } from "../support/identity-provider.ts";
import { mailServer } from "../support/mail-server.ts";
import { administrator } from "../support/program.ts";

// The browser's clock and the program's.
const now = new Date("2026-07-24T16:00:00Z");
const chosen = "an uncommon heron paints";
let mails: Awaited<ReturnType<typeof mailServer>>;
let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
let shown: OpenConsole;
let app: Server;
let redirectUri: string;
beforeAll(async () => {
  mails = await mailServer();
  provider = await startIdentityProvider();
  shown = await openConsole({ ...provider.settings("sales=manager@1"), SMTP_URL: mails.url });
  provider.serve(shown.program.url);
  app = createServer((_, response) =>
    response.setHeader("content-type", "text/html").end("<title>App</title>Back in the app"),
  );
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  redirectUri = `http://127.0.0.1:${(app.address() as AddressInfo).port}/done`;
}, 300_000);
afterAll(async () => {
  await shown?.stop();
  await provider.stop();
  await mails.stop();
  await new Promise((resolve) => app.close(resolve));
});

const opened: ConsolePage[] = [];
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
});
async function open(path: string, look?: Parameters<OpenConsole["page"]>[1]): Promise<ConsolePage> {
  const page = await shown.page(path, look);
  opened.push(page);
  return page;
}
const settings = (tab: string) => `/accounts/${shown.program.accountId}/settings?tab=${tab}`;
async function signIn(page: ConsolePage, email: string, password: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
const secretOn = async (page: ConsolePage) =>
  ((await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent()) ?? "").replaceAll(" ", "");
const code = (secret: string, periods = 0) => codeAt(secret, new Date(now.getTime() + periods * 30_000));
const linkIn = (text: string | undefined) => /(\/choose-password#[\w-]{43})\s/.exec(text ?? "")?.[1] ?? "";

test("an invited user chooses a password on a phone, sets up a second factor, and signs in with it", async () => {
  const admin = await open(settings("users"), { as: "admin" });
  await admin.getByRole("button", { name: "Invite…" }).click();
  await admin.getByLabel("Email").fill("grace@example.com");
  await admin.getByLabel("First name").fill("Grace");
  await admin.shot("invite");
  await admin.getByRole("button", { name: "Invite", exact: true }).click();
  await admin.getByText("Invited grace@example.com.").waitFor();
  await admin.getByRole("row", { name: /Grace.*grace@example.com/ }).waitFor();
  await expect.poll(() => mails.received.length, { timeout: 10_000 }).toBe(1);
  const { mail } = mails.received[0] ?? {};

  const page = await open(linkIn(mail?.text), { as: null, width: 390, scheme: "dark" });
  await page.getByRole("heading", { name: "Welcome to Leadyard" }).waitFor();
  expect(await faults(page)).toEqual([]);
  const fields = page.locator("input[type=password]");
  await fields.nth(0).fill("password1234");
  await fields.nth(1).fill("password1234");
  await page.shot("choose-password");
  await page.getByRole("button", { name: "Save password" }).click();
  await page.getByText(/a common password/).waitFor();
  await fields.nth(0).fill(chosen);
  await fields.nth(1).fill(chosen);
  await page.getByRole("button", { name: "Save password" }).click();
  await page.getByRole("link", { name: "Go to sign-in" }).click();
  await signIn(page, "grace@example.com", chosen);
  await page.getByRole("heading", { name: "Overview" }).waitFor();

  await page.goto(shown.program.url + settings("password"));
  await page.getByRole("button", { name: "Set up…" }).click();
  await page.getByRole("textbox", { name: "Your password" }).fill("not it");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("The password is wrong.").waitFor();
  await page.getByRole("textbox", { name: "Your password" }).fill(chosen);
  await page.getByRole("button", { name: "Continue" }).click();
  const secret = await secretOn(page);
  await page.shot("set-up");
  expect(await faults(page)).toEqual([]);
  await page.getByRole("textbox", { name: "Code" }).fill(code(secret));
  await page.getByRole("button", { name: "Confirm" }).click();
  const codes = (await page.getByRole("textbox", { name: "Recovery codes" }).inputValue()).split("\n");
  expect(codes).toHaveLength(10);
  await page.shot("recovery-codes");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("10 recovery codes are left.").waitFor();
  expect(page.complaints).toEqual([]);

  const again = await open("/", { as: null, width: 768 });
  await signIn(again, "grace@example.com", chosen);
  await again.getByRole("textbox", { name: "Code" }).fill("000000");
  await again.getByRole("button", { name: "Sign in" }).click();
  await again.getByText(/The code is wrong/).waitFor();
  await again.shot("code");
  expect(await faults(again)).toEqual([]);
  await again.getByRole("textbox", { name: "Code" }).fill(codes[0] ?? "");
  await again.getByRole("button", { name: "Sign in" }).click();
  await again.getByRole("heading", { name: "Overview" }).waitFor();

  await admin.reload();
  await admin.getByRole("button", { name: "Edit grace@example.com" }).click();
  await admin.shot("user-access");
  await admin.getByRole("button", { name: "Reset second factor" }).click();
  await admin.getByText("signs in without a second factor now").waitFor();
  expect(admin.complaints).toEqual([]);
});

test("an account that requires a second factor has it set up at the sign-in", async () => {
  const { program } = shown;
  const account = `/v1/accounts/${program.accountId}`;
  await program.request("POST", `${account}/users`, { email: "lin@example.com", password: chosen, role: "viewer" });
  const admin = await open(`/accounts/${program.accountId}/settings`, { as: "admin" });
  await admin.getByRole("switch", { name: "Require a second factor" }).click();
  await admin.getByRole("button", { name: "Save", exact: true }).click();
  await admin.getByText("Account saved.").waitFor();
  try {
    const page = await open(`/accounts/${program.accountId}/leads?city=Denver`, { as: null });
    await signIn(page, "lin@example.com", chosen);
    await page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
    const secret = await secretOn(page);
    await page.shot("enroll");
    expect(await faults(page)).toEqual([]);
    await page.getByRole("textbox", { name: "Code" }).fill(code(secret));
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("heading", { name: "Keep your recovery codes" }).waitFor();
    await page.shot("enrolled");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText(/leads match/).waitFor();
    expect(page.complaints).toEqual([]);
  } finally {
    await program.request("PATCH", account, { requireSecondFactor: false });
  }
});

test("a forgotten password is replaced by the link in the mail", async () => {
  const page = await open("/", { as: null });
  await page.getByLabel("Email").fill("viewer@example.com");
  await page.getByRole("button", { name: "Forgot your password?" }).click();
  await page.getByRole("button", { name: "Send link" }).click();
  await page.getByText(/the email is on its way/).waitFor();
  await page.shot("forgot");
  expect(await faults(page)).toEqual([]);
  const mailed = () => mails.received.find(({ to }) => to[0] === "viewer@example.com")?.mail;
  await expect.poll(mailed, { timeout: 10_000 }).toBeDefined();
  const html = await open("/", { as: null, width: 600 });
  // Without the console's content security policy, which forbids inline styles.
  await html.goto("about:blank");
  await html.setContent(mailed()?.html || "");
  await html.shot("mail");
  const link = linkIn(mailed()?.text);
  // A mail program that looks at the link does not use it up.
  await open(link, { as: null });
  await page.goto(shown.program.url + link);
  await page.getByRole("heading", { name: "Choose a new password" }).waitFor();
  for (const field of await page.locator("input[type=password]").all()) await field.fill(chosen);
  await page.getByRole("button", { name: "Save password" }).click();
  await page.getByText("Sign in as viewer@example.com").waitFor();
  const used = await open(link, { as: null, width: 390 });
  await used.getByText(/This link was used already/).waitFor();
  await used.shot("used-link");
});

test("a person signs in at the identity provider and lands where they wanted to go, or reads why not", async () => {
  provider.person = { sub: "ada", email: "ada@acme.example", email_verified: true, groups: ["sales"] };
  const page = await open(`/accounts/${shown.program.accountId}/leads?city=Denver`, { as: null });
  await page.getByRole("link", { name: "Sign in with Acme" }).waitFor();
  await page.shot("sign-in");
  expect(await faults(page)).toEqual([]);
  await page.getByRole("link", { name: "Sign in with Acme" }).click();
  await page.getByText(/leads match/).waitFor();
  expect(new URL(page.url())).toMatchObject({ search: "?city=Denver", hash: "" });

  provider.person = { ...provider.person, sub: "eve", email: "eve@acme.example", groups: ["visitors"] };
  const refused = await open("/", { as: null, width: 390 });
  await refused.getByRole("link", { name: "Sign in with Acme" }).click();
  await refused.getByText("None of your groups has access here (yours: visitors).").waitFor();
  await refused.shot("refused");
});

test("an administrator creates a client, and a user allows it to sign them in, or not", async () => {
  const admin = await open(settings("clients"), { as: "admin" });
  await admin.getByRole("button", { name: "New client…" }).click();
  await admin.getByLabel("Label").fill("Softphone");
  await admin.getByLabel("Redirect URIs").fill(redirectUri);
  await admin.shot("new-client");
  await admin.getByRole("button", { name: "Create client" }).click();
  const clientId = await admin.getByRole("textbox", { name: "Client ID" }).inputValue();
  await admin.getByRole("textbox", { name: "Client secret" }).waitFor();
  await admin.shot("client-secret");
  await admin.getByRole("button", { name: "Done" }).click();
  await admin.getByRole("row", { name: /Softphone/ }).waitFor();
  await admin.shot("clients");
  expect(await faults(admin)).toEqual([]);

  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    state: "x y",
  });
  const page = await open(`/restapi/oauth/authorize?${query.toString()}`, { as: null, width: 390 });
  await signIn(page, administrator.email, administrator.password);
  await page.getByRole("heading", { name: "Allow Softphone?" }).waitFor();
  await page.shot("authorize");
  expect(await faults(page)).toEqual([]);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByText("Back in the app").waitFor();
  const back = new URL(page.url()).searchParams;
  expect(back.get("state")).toBe("x y");
  const basic = Buffer.from(`${clientId}:wrong`).toString("base64");
  const grant = { grant_type: "authorization_code", code: back.get("code") ?? "", redirect_uri: redirectUri };
  const answer = await shown.program
    .client()
    .request("POST", "/restapi/oauth/token", new URLSearchParams(grant), { authorization: `Basic ${basic}` });
  expect(answer.body.error).toBe("invalid_client");

  await page.goto(`${shown.program.url}/restapi/oauth/authorize?${query.toString()}`);
  await page.getByRole("button", { name: "Deny" }).click();
  await page.getByText("Back in the app").waitFor();
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ error: "access_denied", state: "x y" });

  await admin.getByRole("button", { name: "Delete Softphone" }).click();
  await admin.getByRole("button", { name: "Delete client" }).click();
  await admin.getByRole("row", { name: /Softphone/ }).waitFor({ state: "hidden" });
  expect(admin.complaints).toEqual([]);
});
