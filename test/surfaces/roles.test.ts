import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Role, roles } from "../../src/accounts/caller.ts";
import { discover } from "../../src/discover.ts";
import { type Endpoint, isEndpoint } from "../../src/http/core/endpoint.ts";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
const users = new Map<Role, Client>();
let stranger: Client;
beforeAll(async () => {
  program = await startProgram();
  for (const role of roles) users.set(role, await program.as(role));
  stranger = await program.as(null);
});
afterAll(() => program.stop());

const surfaces = { wire: ["/voice/api/v1/admin", "/api/v1/admin"], v1: ["/v1"] };
const routes: { unit: Endpoint; path: string }[] = [];
for (const [folder, prefixes] of Object.entries(surfaces)) {
  const units = await discover(
    join(import.meta.dirname, "../../src/http", folder),
    isEndpoint,
    (unit) => `${unit.method} ${unit.prefixes?.[0] ?? ""}${unit.path}`,
  );
  for (const unit of units)
    for (const prefix of unit.prefixes ?? prefixes) routes.push({ unit, path: prefix + unit.path });
}

/** The path with the first account's id and otherwise ids that do not exist. */
const filled = (path: string) =>
  path
    .replace(":accountId", String(program.accountId))
    .replace(/:(jwtId|sessionId)/, "00000000-0000-0000-0000-000000000000")
    .replaceAll(/:(\w+)(\([^)]*\))?/g, "987654321");
const role = (name: Role): Client => users.get(name) as Client;
const below = (name: Role): Role | undefined => roles[roles.indexOf(name) - 1];
const isRole = (name: string): name is Role => (roles as readonly string[]).includes(name);

test("only sign-in, health, and signed links are open to anyone", () => {
  const open = routes.filter(({ unit }) => unit.role === "anyone").map(({ unit, path }) => `${unit.method} ${path}`);
  expect(open.toSorted()).toEqual([
    "GET /api/v1/auth/isTokenValid",
    "GET /v1/downloads/:token",
    "GET /v1/health",
    "GET /voice/api/v1/auth/isTokenValid",
    "POST /api/auth/login/admin",
    "POST /api/auth/login/rc/accesstoken",
    "POST /api/auth/token/refresh",
    "POST /api/v1/auth/login",
    "POST /restapi/oauth/revoke",
    "POST /restapi/oauth/token",
    "POST /v1/session",
    "POST /v1/session/refresh",
    "POST /voice/api/auth/login/admin",
    "POST /voice/api/auth/login/rc/accesstoken",
    "POST /voice/api/auth/token/refresh",
    "POST /voice/api/v1/auth/login",
  ]);
});

const closed = routes.filter(({ unit }) => unit.role !== "anyone");
describe.each(closed)("$unit.method $path ($unit.role)", ({ unit, path }) => {
  test("refuses callers who are not signed in", async () => {
    expect((await program.client().request(unit.method, filled(path))).status).toBe(401);
  });
  if (!isRole(unit.role)) return;
  const needed = unit.role;
  const lesser = below(needed);
  if (lesser)
    test(`refuses a ${lesser}`, async () => {
      const { status, body } = await role(lesser).request(unit.method, filled(path));
      expect({ status, code: body.code ?? body.errorCode }).toEqual({
        status: 403,
        code: path.startsWith("/v1/") ? "FORBIDDEN" : "access.denied.exception",
      });
    });
  if (path.includes(":accountId"))
    test("is not found by an administrator of another account", async () => {
      const { status, body } = await stranger.request(unit.method, filled(path));
      expect({ status, code: body.code ?? body.errorCode }).toEqual({
        status: 404,
        code: path.startsWith("/v1/") ? "ACCOUNT_NOT_FOUND" : "resource.not.found",
      });
    });
  if (unit.method === "GET")
    test(`lets a ${needed} in`, async () => {
      const { status, body } = await role(needed).request(unit.method, filled(path));
      expect([401, 403, 500]).not.toContain(status);
      expect(body.code).not.toBe("ACCOUNT_NOT_FOUND");
    });
});
