import { SDK } from "@ringcentral/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { administrator, type RunningProgram, runProgram } from "../support/run-program.ts";

let program: RunningProgram;
beforeAll(async () => {
  program = await runProgram();
});
afterAll(() => program.stop());

const sdk = () =>
  new SDK({ server: program.url, clientId: administrator.clientId, clientSecret: administrator.clientSecret });

/** Exchanges the token as a RingCX wrapper does once the SDK has signed in. */
async function exchanged(rcAccessToken: string): Promise<{ accessToken: string; accountId: string }> {
  const response = await fetch(`${program.url}/api/auth/login/rc/accesstoken?includeRefresh=true`, {
    method: "POST",
    body: new URLSearchParams({ rcAccessToken, rcTokenType: "Bearer" }),
  });
  expect(response.status).toBe(200);
  const body = (await response.json()) as { accessToken: string; agentDetails: { accountId: string }[] };
  return { accessToken: body.accessToken, accountId: body.agentDetails[0]?.accountId ?? "" };
}

async function accountsWith(accessToken: string): Promise<Response> {
  return await fetch(`${program.url}/voice/api/v1/admin/accounts`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
}

test("RingCentral's SDK signs in by password and refreshes, and its token is exchanged for one that works", async () => {
  const platform = sdk().platform();
  await platform.login({ username: administrator.email, password: administrator.password });
  const first = (await platform.auth().data()).access_token as string;
  await platform.refresh();
  const second = (await platform.auth().data()).access_token as string;
  expect(second).not.toBe(first);
  const { accessToken, accountId } = await exchanged(second);
  const response = await accountsWith(accessToken);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject([{ accountId }]);
});

test("after the SDK logs out, none of its tokens work", async () => {
  const platform = sdk().platform();
  await platform.login({ username: administrator.email, password: administrator.password });
  const { accessToken } = await exchanged((await platform.auth().data()).access_token as string);
  expect((await accountsWith(accessToken)).status).toBe(200);
  await platform.logout();
  expect((await accountsWith(accessToken)).status).toBe(401);
  expect(await platform.loggedIn()).toBe(false);
});

test("the SDK signs in by a JWT that a user made, until it is revoked", async () => {
  const made = await program.request("POST", "/v1/jwt-credentials", { label: "the CRM" });
  expect(made.status).toBe(201);
  const platform = sdk().platform();
  await platform.login({ jwt: made.body.jwt });
  const { accessToken } = await exchanged((await platform.auth().data()).access_token as string);
  expect((await accountsWith(accessToken)).status).toBe(200);

  const listed = await program.request("GET", "/v1/jwt-credentials");
  expect(listed.body.items).toMatchObject([
    { jwtId: made.body.jwtId, label: "the CRM", lastUsedAt: expect.any(String) },
  ]);
  expect(JSON.stringify(listed.body)).not.toContain(made.body.jwt);

  expect((await program.request("DELETE", `/v1/jwt-credentials/${made.body.jwtId}`)).status).toBe(204);
  await expect(sdk().platform().login({ jwt: made.body.jwt })).rejects.toThrow(/revoked/);
});

test("a JWT credential does not work as an access token", async () => {
  const { jwt } = (await program.request("POST", "/v1/jwt-credentials", { label: "" })).body;
  expect((await accountsWith(jwt)).status).toBe(401);
});

test("the SDK reports a wrong password and a wrong client with a message", async () => {
  await expect(sdk().platform().login({ username: administrator.email, password: "wrong" })).rejects.toThrow(
    /user name or the password is wrong/,
  );
  const stranger = new SDK({ server: program.url, clientId: "nobody", clientSecret: "nothing" });
  await expect(
    stranger.platform().login({ username: administrator.email, password: administrator.password }),
  ).rejects.toThrow(/client id or secret/);
});

test("the SDK's own calls work with a permanent token as the access token", async () => {
  const made = await program.request("POST", "/voice/api/v1/admin/token");
  expect(made.status).toBe(200);
  expect(made.headers.get("content-type")).toContain("text/plain");
  const platform = sdk().platform();
  await platform.auth().setData({ access_token: made.body, token_type: "bearer", expires_in: "3600" });
  const accounts = await (await platform.get("/voice/api/v1/admin/accounts")).json();
  expect(accounts).toMatchObject([{ accountName: "Main account" }]);
});

test("the log shows neither passwords nor tokens, wherever a client puts them", async () => {
  const talkative = await runProgram({ env: { LOG_LEVEL: "debug" } });
  const secrets = ["a secret password", "rc-secret-token", "ly_secret", "link-secret"];
  const calls = [
    ["POST", `/api/auth/login/admin?username=x&password=${encodeURIComponent(secrets[0] ?? "")}`],
    ["POST", "/api/auth/login/rc/accesstoken?rcAccessToken=rc-secret-token"],
    ["GET", "/voice/api/v1/auth/isTokenValid?token=rc-secret-token"],
    ["DELETE", "/voice/api/v1/admin/token/ly_secret"],
    ["GET", "/v1/downloads/link-secret"],
  ];
  for (const [method = "", path = ""] of calls) await talkative.request(method, path);
  await talkative.request("POST", "/v1/session", { email: "x@example.com", password: secrets[0] });
  await talkative.stop();
  expect(talkative.output()).toContain("/api/auth/login/admin");
  for (const secret of [...secrets, encodeURIComponent(secrets[0] ?? "")])
    expect(talkative.output()).not.toContain(secret);
});

test.each([true, false])("the SDK signs in by authorization code with PKCE (public client: %s)", async (isPublic) => {
  const redirectUri = "http://localhost:3000/done";
  const registered = await program.request("POST", "/v1/accounts/~/api-clients", {
    label: "Softphone",
    redirectUris: [redirectUri],
    isPublic,
  });
  const { clientId, clientSecret } = registered.body as { clientId: string; clientSecret: string | null };
  const platform = new SDK({
    server: program.url,
    clientId,
    ...(clientSecret === null ? {} : { clientSecret }),
    redirectUri,
  }).platform();
  const page = await fetch(platform.loginUrl({ usePKCE: true, state: "xyz" }), { redirect: "manual" });
  expect(page.status).toBe(302);
  // What the page does once the user has signed in and agreed.
  const asked = new URL(page.headers.get("location") ?? "", program.url).searchParams;
  const agreed = await program.request("POST", "/v1/authorization", {
    clientId: asked.get("client_id"),
    redirectUri: asked.get("redirect_uri"),
    codeChallenge: asked.get("code_challenge"),
    state: asked.get("state"),
  });
  const { code, state } = platform.parseLoginRedirect(new URL(agreed.body.redirectTo).search) as {
    code: string;
    state: string;
  };
  expect(state).toBe("xyz");
  await platform.login({ code, redirect_uri: redirectUri });
  await platform.refresh();
  const { accessToken } = await exchanged((await platform.auth().data()).access_token as string);
  expect((await accountsWith(accessToken)).status).toBe(200);
  await platform.logout();
  expect((await accountsWith(accessToken)).status).toBe(401);
});
