import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type ConsolePage, faults, type OpenConsole, openConsole, password } from "../support/browser/console.ts";
import { addCampaign, addLeads } from "../support/leads.ts";

let shown: OpenConsole;
beforeAll(async () => {
  shown = await openConsole();
}, 300_000);
afterAll(() => shown?.stop());

const opened: ConsolePage[] = [];
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
});
async function open(path: string, look?: Parameters<OpenConsole["page"]>[1]): Promise<ConsolePage> {
  const page = await shown.page(path, look);
  opened.push(page);
  return page;
}
const at = (path: string) => `/accounts/${shown.program.accountId}${path}`;
const signIn = async (email: string, given = password) =>
  shown.program.client(
    (await shown.program.client().request("POST", "/v1/session", { email, password: given })).body.accessToken,
  );
const widths = [1280, 768, 390];

test("users see and end their sessions, and administrators those of the account", async () => {
  const elsewhere = await signIn("manager@example.com");
  const viewer = await signIn("viewer@example.com");
  const works = async (client: typeof viewer) => (await client.request("GET", "/v1/users/me")).status === 200;
  for (const width of widths) {
    const page = await open(at("/settings?tab=sessions"), {
      as: "admin",
      width,
      scheme: width === 768 ? "dark" : "light",
    });
    await page.getByRole("row", { name: /viewer@example.com/ }).waitFor();
    await page.shot("settings-sessions");
    expect(await faults(page)).toEqual([]);
  }
  const page = await open(at("/settings?tab=sessions"), { as: "admin" });
  await page.getByRole("button", { name: "End the session of viewer@example.com from 127.0.0.1" }).click();
  await page.shot("settings-end-session");
  await page.getByRole("button", { name: "End session" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await expect.poll(() => works(viewer)).toBe(false);
  const manager = await open(at("/settings?tab=sessions"));
  const own = manager.getByRole("region", { name: "Your sessions" });
  await own.getByText("this one").waitFor();
  expect(await manager.getByRole("region", { name: "Sessions of the account" }).count()).toBe(0);
  await own.getByRole("button", { name: "Sign out everywhere else…" }).click();
  await manager.getByRole("button", { name: "End other sessions" }).click();
  await manager.getByText(/^Ended \d+ other sessions?\.$/).waitFor();
  expect(await works(elsewhere)).toBe(false);
  await own.getByRole("button", { name: /^End the session/ }).waitFor({ state: "hidden" });
  expect([...page.complaints, ...manager.complaints]).toEqual([]);
});

test("a new password is checked, says what it ends, and can keep tokens; administrators sign a user out", async () => {
  const made = { email: "grace@example.com", firstName: "Grace", role: "viewer", password: "the first password" };
  await shown.program.request("POST", `/v1${at("/users")}`, made);
  const grace = await signIn(made.email, made.password);
  const { token } = (await grace.request("POST", "/v1/tokens", { label: "CRM" })).body;
  const page = await open(at("/settings?tab=password"), { as: null, width: 390 });
  await page.getByLabel("Email").fill(made.email);
  await page.locator("input[name=password]").fill(made.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  const form = page.getByRole("form", { name: "Your password" });
  const fields = form.locator("input[type=password]");
  const change = async (wanted: string) => {
    await fields.nth(0).fill(made.password);
    await fields.nth(1).fill(wanted);
    await fields.nth(2).fill(wanted);
    await page.getByRole("button", { name: "Change password" }).click();
  };
  await change("password2026");
  await page.getByText(/^The new password is a common password; it takes at least 12 characters/).waitFor();
  await page.shot("settings-password-refused");
  await page.getByRole("checkbox", { name: "Keep my API tokens and JWT credentials" }).check();
  await change("the second password");
  await page.getByText(/Ended: 1 session, no API tokens, and no JWT credentials/).waitFor();
  await page.shot("settings-password-changed");
  expect(await faults(page)).toEqual([]);
  const tokenWorks = async () => (await shown.program.client(token).request("GET", "/v1/users/me")).status === 200;
  expect(await tokenWorks()).toBe(true);

  const admin = await open(at("/settings?tab=users"), { as: "admin" });
  await admin.getByRole("button", { name: "Edit grace@example.com" }).click();
  await admin.locator("input[type=password]").fill("the third password");
  await admin.getByRole("checkbox", { name: "Keep API tokens and JWT credentials" }).waitFor();
  await admin.shot("settings-user-password");
  await admin.getByRole("button", { name: "Save", exact: true }).click();
  await admin.getByText(/Ended 1 session, 1 API token, and no JWT credentials\./).waitFor();
  expect(await tokenWorks()).toBe(false);
  const again = await signIn(made.email, "the third password");
  await admin.getByRole("button", { name: "Sign out grace@example.com" }).click();
  await admin.shot("settings-sign-out");
  await admin.getByRole("button", { name: "Sign out everywhere" }).click();
  await admin.getByText(/^Ended 1 session, no API tokens/).waitFor();
  expect((await again.request("GET", "/v1/users/me")).status).toBe(401);
  expect(admin.complaints).toEqual([]);
});

test("the main account's administrator closes an account, whose users see why, and reopens it", async () => {
  const { program } = shown;
  const made = await program.request("POST", "/v1/accounts", { accountName: "Brightline South", timeZone: "UTC" });
  const { accountId } = made.body;
  await addLeads(program.db, await addCampaign(program.db, accountId), [{}, {}]);
  const user = { email: "lin@example.com", role: "manager", password: "a password of Lin's" };
  await program.request("POST", `/v1/accounts/${accountId}/users`, user);
  for (const width of widths) {
    const page = await open(at("/settings"), { as: "admin", width, scheme: width === 390 ? "dark" : "light" });
    await page.getByRole("button", { name: "Close Brightline South" }).click();
    await page.getByText("Users with this home account: 1").waitFor();
    await page.shot("settings-close-account");
    expect(await faults(page)).toEqual([]);
  }
  const admin = await open(at("/settings"), { as: "admin" });
  await admin.getByRole("button", { name: "Close Brightline South" }).click();
  await admin.getByRole("button", { name: "Close account" }).click();
  await admin.getByRole("button", { name: "Reopen Brightline South" }).waitFor();
  await admin.getByText("Brightline South (closed)").waitFor();
  await admin.shot("settings-closed");

  const lin = await open("/", { as: null, width: 390 });
  await lin.getByLabel("Email").fill(user.email);
  await lin.locator("input[name=password]").fill(user.password);
  await lin.getByRole("button", { name: "Sign in" }).click();
  await lin.getByRole("heading", { name: "Brightline South is closed" }).waitFor();
  await lin.shot("account-closed");
  expect(await faults(lin)).toEqual([]);

  await admin.getByRole("button", { name: "Reopen Brightline South" }).click();
  await admin.getByText("Brightline South is open again.").waitFor();
  await lin.reload();
  await lin.getByRole("heading", { name: "Overview" }).waitFor();
  expect(admin.complaints).toEqual([]);
  const manager = await open(at("/settings"));
  await manager.getByRole("region", { name: "Your accounts" }).waitFor();
  expect(await manager.getByRole("region", { name: "Accounts below this one" }).count()).toBe(0);
});
