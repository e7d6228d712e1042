import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, administrator, type Client, type Program, startProgram } from "../support/program.ts";

let now = Date.parse("2026-07-24T16:00:00Z");
let program: Program;
let admin: Client;
let clients: string;
beforeAll(async () => {
  program = await startProgram({ clock: () => new Date(now) });
  admin = program.client((await program.request("POST", "/v1/tokens", { label: "" })).body.token);
  clients = `/v1/accounts/${program.accountId}/api-clients`;
});
afterAll(() => program.stop());

const redirectUri = "https://crm.example.com/done?app=1";
const register = async (fields: object = {}) =>
  (await admin.request("POST", clients, { label: "CRM", redirectUris: [redirectUri], ...fields })).body;
const verifierOf = () => {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, codeChallenge: createHash("sha256").update(verifier).digest("base64url") };
};
const authorize = (clientId: string, fields: object = {}) =>
  admin.request("POST", "/v1/authorization", { clientId, redirectUri, ...fields });
const codeFrom = ({ body }: Answer) => new URL(body.redirectTo).searchParams.get("code") ?? "";
const token = (fields: Record<string, string>, client?: { clientId: string; clientSecret: string }) =>
  program
    .client()
    .request(
      "POST",
      "/restapi/oauth/token",
      new URLSearchParams(fields),
      client ? { authorization: `Basic ${btoa(`${client.clientId}:${client.clientSecret}`)}` } : {},
    );
const redeem = (code: string, fields: Record<string, string>, client?: Parameters<typeof token>[1]) =>
  token({ grant_type: "authorization_code", code, redirect_uri: redirectUri, ...fields }, client);
const works = async (rcAccessToken: string) =>
  (await program.client().request("POST", "/api/auth/login/rc/accesstoken", new URLSearchParams({ rcAccessToken })))
    .status === 200;

test("administrators create, list, and delete clients; the secret is shown once", async () => {
  const made = await register();
  expect(made).toEqual({
    clientId: expect.stringMatching(/^[\w-]{22}$/),
    label: "CRM",
    redirectUris: [redirectUri],
    isPublic: false,
    createdAt: expect.any(String),
    clientSecret: expect.stringMatching(/^[\w-]{24}$/),
  });
  const { clientSecret: _, ...shown } = made;
  const listed = (await admin.request("GET", clients)).body.items;
  const named = (id: string) => listed.find(({ clientId }: { clientId: string }) => clientId === id);
  expect(named(made.clientId)).toEqual(shown);
  expect(named(administrator.clientId)).toMatchObject({ label: "First API client" });
  const signedIn = await token(
    { grant_type: "password", username: administrator.email, password: administrator.password },
    made,
  );
  expect(await works(signedIn.body.access_token)).toBe(true);
  expect((await admin.request("DELETE", `${clients}/${made.clientId}`)).status).toBe(204);
  expect(await works(signedIn.body.access_token)).toBe(false);
  expect((await admin.request("DELETE", `${clients}/${made.clientId}`)).status).toBe(404);
  const audit = await admin.request("GET", `/v1/accounts/${program.accountId}/audit?entity=ApiClient`);
  expect(audit.body.items.map(({ action }: { action: string }) => action)).toEqual(["DELETE", "CREATE"]);
});

test("a client of another account can't be seen or deleted, and a bad address not be registered", async () => {
  const stranger = await program.as(null);
  const theirs = (await stranger.request("POST", `/v1/accounts/${stranger.accountId}/api-clients`, { label: "Theirs" }))
    .body;
  expect((await admin.request("DELETE", `${clients}/${theirs.clientId}`)).status).toBe(404);
  expect(JSON.stringify((await admin.request("GET", clients)).body)).not.toContain("Theirs");
  expect(await register({ redirectUris: [redirectUri, "http://crm.example.com/"] })).toMatchObject({
    code: "INVALID_FIELD",
    field: "redirectUris[1]",
  });
  expect(await register({ isPublic: true, redirectUris: [] })).toMatchObject({ field: "redirectUris" });
});

test("a public client signs in with PKCE and refreshes without a secret, and can do nothing else", async () => {
  const { clientId } = await register({ isPublic: true });
  const { verifier, codeChallenge } = verifierOf();
  const answer = await authorize(clientId, { codeChallenge, state: "a&b=c" });
  const to = new URL(answer.body.redirectTo);
  expect(Object.fromEntries(to.searchParams)).toEqual({ app: "1", code: expect.any(String), state: "a&b=c" });
  const redeemed = await redeem(codeFrom(answer), { client_id: clientId, code_verifier: verifier });
  expect(redeemed).toMatchObject({ status: 200, body: { token_type: "bearer", expires_in: 3600 } });
  expect(await works(redeemed.body.access_token)).toBe(true);
  const refreshed = await token({
    grant_type: "refresh_token",
    refresh_token: redeemed.body.refresh_token,
    client_id: clientId,
  });
  expect(refreshed.status).toBe(200);

  const { email: username, password } = administrator;
  const refused = await token({ grant_type: "password", username, password, client_id: clientId });
  expect(refused.body).toMatchObject({ error: "unsupported_grant_type" });
  expect((await authorize(clientId)).body).toMatchObject({ code: "MISSING_FIELD", field: "code_challenge" });
  const withSecret = await redeem("x", { client_id: clientId, client_secret: "a secret it has not" });
  expect(withSecret.body.error).toBe("invalid_client");
  const noSecret = await token({ grant_type: "password", username, password, client_id: administrator.clientId });
  expect(noSecret.body.error).toBe("invalid_client");
});

test.each<[string, (given: { clientId: string; verifier: string }) => Record<string, string>]>([
  ["no verifier", ({ clientId }) => ({ client_id: clientId })],
  ["a wrong verifier", ({ clientId }) => ({ client_id: clientId, code_verifier: "x".repeat(43) })],
  [
    "another address",
    ({ clientId, verifier }) => ({
      client_id: clientId,
      code_verifier: verifier,
      redirect_uri: "https://crm.example.com/done",
    }),
  ],
])("a code with %s is refused and used up", async (_, fields) => {
  const { clientId } = await register({ isPublic: true });
  const { verifier, codeChallenge } = verifierOf();
  const code = codeFrom(await authorize(clientId, { codeChallenge }));
  expect((await redeem(code, fields({ clientId, verifier }))).body).toMatchObject({ error: "invalid_grant" });
  expect((await redeem(code, { client_id: clientId, code_verifier: verifier })).status).toBe(400);
});

test("a code works for its own client only, within 60 seconds, for a user who is enabled", async () => {
  const [mine, other] = [await register(), await register()];
  const code = codeFrom(await authorize(mine.clientId));
  expect((await redeem(code, {}, other)).status).toBe(400);
  // A verifier for a code that was asked for without a challenge means that somebody stripped it.
  expect((await redeem(codeFrom(await authorize(mine.clientId)), { code_verifier: "x".repeat(43) }, mine)).status).toBe(
    400,
  );
  now += 59_000;
  expect((await redeem(code, {}, mine)).status).toBe(200);
  const late = codeFrom(await authorize(mine.clientId));
  now += 60_000;
  expect((await redeem(late, {}, mine)).status).toBe(400);
  const user = await program.as("viewer");
  const theirs = codeFrom(await user.request("POST", "/v1/authorization", { clientId: mine.clientId, redirectUri }));
  await program.db.pool.query("update app_user set enabled = false where user_id = $1", [user.userId]);
  expect((await redeem(theirs, {}, mine)).status).toBe(400);
});

test("a second use of a code revokes the session of the first, also if both come at once", async () => {
  const client = await register();
  const code = codeFrom(await authorize(client.clientId));
  const first = await redeem(code, {}, client);
  expect(await works(first.body.access_token)).toBe(true);
  expect((await redeem(code, {}, client)).status).toBe(400);
  expect(await works(first.body.access_token)).toBe(false);

  const raced = codeFrom(await authorize(client.clientId));
  const answers = await Promise.all(Array.from({ length: 6 }, () => redeem(raced, {}, client)));
  const served = answers.filter(({ status }) => status === 200);
  expect(served).toHaveLength(1);
  expect(await works(served[0]?.body.access_token)).toBe(false);
});

test("the authorization address sends the browser to the console, and errors to the client only if the address is its own", async () => {
  const { clientId } = await register({ isPublic: true });
  const { codeChallenge } = verifierOf();
  const go = (fields: Record<string, string>) =>
    program.client().request("GET", `/restapi/oauth/authorize?${new URLSearchParams(fields).toString()}`);
  const good = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    state: "s",
    code_challenge: codeChallenge,
    code_challenge_method: "S256",
  };
  const sent = await go({ ...good, prompt: "login" });
  expect(sent.status).toBe(302);
  expect(sent.headers.get("location")).toBe(
    `/authorize?${new URLSearchParams({ ...good, prompt: "login" }).toString()}`,
  );
  const errorOf = async (fields: Record<string, string>) => {
    const { headers } = await go(fields);
    const to = new URL(headers.get("location") ?? "");
    expect(to.href.startsWith(redirectUri)).toBe(true);
    expect(to.searchParams.get("state")).toBe("s");
    return to.searchParams.get("error");
  };
  expect(await errorOf({ ...good, response_type: "token" })).toBe("unsupported_response_type");
  expect(await errorOf({ ...good, code_challenge_method: "plain" })).toBe("invalid_request");
  const { code_challenge: _, ...without } = good;
  expect(await errorOf(without)).toBe("invalid_request");
  for (const wrong of [{ redirect_uri: "https://evil.example.com/" }, { client_id: "nobody" }]) {
    const refused = await go({ ...good, ...wrong });
    expect(refused.status).toBe(400);
    expect(refused.headers.get("location")).toBeNull();
    expect(refused.body.error).toBe("invalid_request");
  }
});

test("a token with limits lets no client sign in", async () => {
  const { clientId } = await register();
  const limited = await admin.request("POST", "/v1/tokens", { label: "", scope: "viewer" });
  const answer = await program
    .client(limited.body.token)
    .request("POST", "/v1/authorization", { clientId, redirectUri });
  expect(answer.body.code).toBe("LIMITED_TOKEN");
});
