import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { Api } from "./api.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Reply = { status: number; body?: object } | "cut off";

/** Starts a server that answers each request with `answer` and records what it received. */
async function serving(answer: (request: IncomingMessage, body: unknown) => Reply) {
  const seen: string[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = request.method === "POST" ? await json(request).catch(() => undefined) : undefined;
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? "nobody"}`);
    const reply = answer(request, body);
    if (reply === "cut off") request.socket.destroy();
    else response.writeHead(reply.status, { "content-type": "application/json" }).end(JSON.stringify(reply.body ?? {}));
  };
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

test("a request is retried while the server is unreachable, drops the connection, or is busy", async () => {
  const replies: Reply[] = ["cut off", { status: 503 }, { status: 429 }, { status: 200, body: { claims: [] } }];
  const { url, seen } = await serving(() => replies.shift() as Reply);
  const api = new Api({ url, account: "~", signIn: { token: "t" } });
  const answer = api.send("POST", "dialer/claims", { max: 1 });
  await expect.poll(() => api.trouble).toBeDefined();
  expect(await answer).toEqual({ claims: [] });
  expect(api.trouble).toBeUndefined();
  expect(seen).toEqual(Array(4).fill("POST /v1/accounts/~/dialer/claims Bearer t"));
});

test("a refusal carries the server's own message and is not retried", async () => {
  const body = { code: "CONFLICT", detail: "Claim 7 has lapsed." };
  const { url, seen } = await serving(() => ({ status: 409, body }));
  const api = new Api({ url, account: "3", signIn: { token: "t" } });
  await expect(api.send("POST", "dialer/claims/7/renew")).rejects.toMatchObject({ status: 409, message: body.detail });
  expect(seen).toHaveLength(1);
});

test("when a token has expired, concurrent requests share one new sign-in", async () => {
  let session = 0;
  let valid = "";
  const { url, seen } = await serving(({ url: path, headers }) => {
    if (path === "/v1/session") {
      valid = `s${++session}`;
      return { status: 200, body: { accessToken: valid } };
    }
    return { status: headers.authorization === `Bearer ${valid}` ? 200 : 401, body: { items: [] } };
  });
  const api = new Api({ url, account: "~", signIn: { email: "dana", password: "secret" } });
  await api.send("GET", "agents");
  valid = "none any more";
  await Promise.all([api.send("GET", "agents"), api.send("GET", "agents"), api.send("GET", "agents")]);
  expect(seen.filter((one) => one.includes("/v1/session"))).toHaveLength(2);
});

test("a wrong password is not retried", async () => {
  const { url } = await serving(() => ({ status: 401, body: { detail: "The user name or the password is wrong." } }));
  const api = new Api({ url, account: "~", signIn: { email: "dana", password: "wrong" } });
  await expect(api.send("GET", "agents")).rejects.toThrow("the password is wrong");
});

test("retries stop after giveUp is aborted", async () => {
  const { url } = await serving(() => "cut off");
  const api = new Api({ url, account: "~", signIn: { token: "t" } });
  const answer = api.send("GET", "agents");
  await expect.poll(() => api.trouble).toBeDefined();
  api.giveUp.abort();
  await expect(answer).rejects.toThrow();
});
