import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildConsole } from "../../scripts/build-console.ts";
import { administrator, type Program, startProgram } from "../support/program.ts";

let program: Program;
let secure: Program;
beforeAll(async () => {
  await buildConsole();
  program = await startProgram();
  secure = await startProgram({ config: { PUBLIC_URL: "https://leads.example.com" } });
});
afterAll(async () => {
  await program?.stop();
  await secure?.stop();
});

/** Sends these bytes to the program and returns its response. */
async function send(bytes: string): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const { hostname, port } = new URL(program.url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = new Headers(lines.map((line) => line.split(": ", 2) as [string, string]));
  return { status: Number(first.split(" ")[1]), headers, body: JSON.parse(body) };
}

function expectSecure(headers: Headers): void {
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  const policy = headers.get("content-security-policy");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("base-uri 'none'");
  expect(policy).toMatch(/(default|object)-src 'none'/);
}

test.each([
  ["GET", "/v1/health", {}, 200],
  ["GET", "/v1/users/me", {}, 401],
  ["GET", "/v1/nothing", {}, 404],
  ["POST", "/v1/health", {}, 404],
  ["GET", "/v1/%zz", {}, 400],
  ["GET", "/voice/api/v1/admin/accounts", {}, 401],
  ["GET", "/voice/%zz", {}, 400],
  ["POST", "/restapi/oauth/token", {}, 401],
  ["GET", "/v1/downloads/nothing", {}, 404],
  ["GET", "/", { accept: "text/html" }, 200],
  ["GET", "/docs", {}, 301],
  ["GET", "/docs/", {}, 200],
  ["GET", "/v1/openapi.json", {}, 200],
])("the response to %s %s has the security headers and is not kept", async (method, path, headers, status) => {
  const answer = await program.client().request(method, path, undefined, headers);
  expect(answer.status).toBe(status);
  expectSecure(answer.headers);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("strict-transport-security")).toBeNull();
});

test("the console's files, whose names are hashes, are kept; HTTPS is insisted on where it is served", async () => {
  const { body } = await secure.client().request("GET", "/", undefined, { accept: "text/html" });
  const [asset] = /\/assets\/[^"]+\.js/.exec(body) ?? [];
  const { headers } = await secure.client().request("GET", asset as string);
  expectSecure(headers);
  expect(headers.get("cache-control")).toContain("immutable");
  expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
});

test.each([
  ["GET /v1/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400, "BAD_REQUEST"],
  ["GET /v1/x HTTP/9.9\r\n\r\n", 400, "BAD_REQUEST"],
  ["POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "BAD_REQUEST"],
  [`GET /v1/${"x".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414, "URI_TOO_LONG"],
  [`GET /v1/x HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431, "HEADERS_TOO_LARGE"],
  [
    "POST /v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/csv\r\nContent-Length: 1\r\n\r\nx",
    415,
    "UNSUPPORTED_CONTENT_TYPE",
  ],
  [
    "POST /v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{",
    400,
    "INVALID_JSON",
  ],
  [
    "POST /v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: cake\r\nContent-Length: 0\r\n\r\n",
    417,
    "EXPECTATION_FAILED",
  ],
  ["GET /v1/health HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "BAD_REQUEST"],
  ["TRACE /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404, "ROUTE_NOT_FOUND"],
  [
    "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    400,
    "BAD_REQUEST",
  ],
])("%# a request that no handler sees is refused in our form", async (bytes, status, code) => {
  const v1 = await send(bytes);
  expect(v1).toMatchObject({ status, body: { code, status, title: code, detail: expect.any(String) } });
  expect(v1.headers.get("content-type")).toContain("application/problem+json");
  expectSecure(v1.headers);
  const wire = await send(bytes.replace("/v1/", "/voice/api/v1/admin/").replace("admin/session", "admin/accounts"));
  if (wire.status !== 401 && wire.status !== 404)
    expect(wire).toMatchObject({
      status,
      body: { errorCode: code.toLowerCase().replaceAll("_", "."), generalMessage: expect.any(String) },
    });
  expectSecure(wire.headers);
});

test("the Host header is never repeated", async () => {
  const path = "/api/v1/auth/login";
  const body = new URLSearchParams({ username: administrator.email, password: administrator.password }).toString();
  const request = (target: string, method = "GET", rest = "") =>
    send(
      `${method} ${target} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n${rest}`,
    );
  const login = await request(
    path,
    "POST",
    `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  expect(login).toMatchObject({ status: 200, body: { platformHost: new URL(program.url).host } });
  for (const [target, type] of [
    ["/docs", ""],
    ["/docs/", ""],
    ["/v1/openapi.json", ""],
    ["/", "Accept: text/html\r\n"],
  ] as const) {
    const { hostname, port } = new URL(program.url);
    for (const host of ["evil.example", "not a host/"]) {
      const socket = connect(Number(port), hostname);
      socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${type}\r\n`);
      const answer = await text(socket);
      expect(answer).toMatch(/^HTTP\/1.1 [23]/);
      expect(answer).not.toContain(host);
    }
  }
});
