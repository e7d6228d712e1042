import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Role, roles } from "../../src/accounts/caller.ts";
import { discover } from "../../src/discover.ts";
import { type Endpoint, isEndpoint } from "../../src/http/core/endpoint.ts";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
const users = new Map<Role, Client>();
const specials = new Map<string, Client>();
let stranger: Client;
beforeAll(async () => {
  program = await startProgram();
  // Tokens, because some requests end the caller's sessions.
  const tokenOf = async (client: Client, given: object = {}) => {
    const { body } = await client.request("POST", "/v1/tokens", { label: "for the test of roles", ...given });
    return program.client(body.token);
  };
  for (const role of roles) users.set(role, await tokenOf(await program.as(role)));
  stranger = await tokenOf(await program.as(null));
  for (const scope of ["viewer", "dialer"])
    specials.set(`${scope}'s token`, await tokenOf(await program.as("admin"), { scope }));
  const user = (id: number) => `/v1/accounts/${program.accountId}/users/${id}`;
  const [deleted, disabled, downgraded] = [
    await program.as("admin"),
    await program.as("admin"),
    await program.as("admin"),
  ];
  specials.set("deleted", deleted);
  await program.request("DELETE", user(deleted.userId));
  specials.set("disabled", await tokenOf(disabled));
  await program.request("PATCH", user(disabled.userId), { enabled: false });
  specials.set("downgraded", await tokenOf(downgraded));
  await program.request("PATCH", user(downgraded.userId), { role: "viewer" });
});
afterAll(() => program.stop());

const surfaces = { wire: ["/voice/api/v1/admin", "/api/v1/admin"], v1: ["/v1"] };
const routes: { unit: Endpoint; path: string; isFirst: boolean }[] = [];
for (const [folder, prefixes] of Object.entries(surfaces)) {
  const units = await discover(
    join(import.meta.dirname, "../../src/http", folder),
    isEndpoint,
    (unit) => `${unit.method} ${unit.prefixes?.[0] ?? ""}${unit.path}`,
  );
  for (const unit of units)
    for (const [i, prefix] of (unit.prefixes ?? prefixes).entries())
      routes.push({ unit, path: prefix + unit.path, isFirst: i === 0 });
}

/** The path with the first account's id and otherwise ids that do not exist. */
const filled = (path: string) =>
  path
    .replace(":accountId", String(program.accountId))
    .replace(/:(jwtId|sessionId)/, "00000000-0000-0000-0000-000000000000")
    .replaceAll(/:(\w+)(\([^)]*\))?/g, "987654321");
const role = (name: Role): Client => users.get(name) as Client;
const special = (name: string): Client => specials.get(name) as Client;

test("only sign-in, health, and signed links are open to anyone", () => {
  const open = routes.filter(({ unit }) => unit.role === "anyone").map(({ unit, path }) => `${unit.method} ${path}`);
  expect(open.toSorted()).toEqual([
    "GET /api/v1/auth/isTokenValid",
    "GET /restapi/oauth/authorize",
    "GET /v1/downloads/:token",
    "GET /v1/health",
    "GET /v1/session/oidc",
    "GET /v1/session/oidc/callback",
    "GET /v1/session/options",
    "GET /voice/api/v1/auth/isTokenValid",
    "POST /api/auth/login/admin",
    "POST /api/auth/login/rc/accesstoken",
    "POST /api/auth/token/refresh",
    "POST /api/v1/auth/login",
    "POST /restapi/oauth/revoke",
    "POST /restapi/oauth/token",
    "POST /v1/session",
    "POST /v1/session/enrollment",
    "POST /v1/session/forgotten-password",
    "POST /v1/session/oidc",
    "POST /v1/session/password-link",
    "POST /v1/session/refresh",
    "POST /v1/session/second-factor",
    "POST /voice/api/auth/login/admin",
    "POST /voice/api/auth/login/rc/accesstoken",
    "POST /voice/api/auth/token/refresh",
    "POST /voice/api/v1/auth/login",
    "PUT /v1/session/password-link",
  ]);
});

test("both documents list these operations, and no other", async () => {
  const documented = await Promise.all(
    ["/v1/openapi.json", "/voice/openapi.json"].map(async (document) => {
      const { body } = await program.client().request("GET", document);
      return Object.entries(body.paths as Record<string, object>).flatMap(([path, operations]) =>
        Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
      );
    }),
  );
  const served = new Set(routes.map(({ unit, path }) => `${unit.method} ${path}`));
  expect(documented.flat().filter((operation) => !served.has(operation))).toEqual([]);
  const first = new Set(documented.flat());
  const shown = routes
    .filter(({ unit, isFirst }) => isFirst && unit.tag)
    .map(({ unit, path }) => `${unit.method} ${path}`);
  expect(shown.filter((operation) => !first.has(operation))).toEqual([]);
});

/** Who sends a request, and what they may do on the first account; undefined: nothing, "nobody": they are not signed in. */
interface Actor {
  client: () => Client;
  role: Role | undefined | "nobody";
  /** A token that may not create credentials. */
  isLimited?: true;
}

const actors: Record<string, Actor> = {
  "nobody who is signed in": { client: () => program.client(), role: "nobody" },
  "a made-up token": { client: () => program.client("ly_0123456789_abcdefghijklmnopqrstuvwx"), role: "nobody" },
  ...Object.fromEntries(roles.map((name): [string, Actor] => [`a ${name}`, { client: () => role(name), role: name }])),
  "a viewer's token of an administrator": { client: () => special("viewer's token"), role: "viewer", isLimited: true },
  "a dialer's token of an administrator": { client: () => special("dialer's token"), role: "dialer", isLimited: true },
  "another account's administrator": { client: () => stranger, role: undefined },
  "a deleted user": { client: () => special("deleted"), role: "nobody" },
  "a disabled user": { client: () => special("disabled"), role: "nobody" },
  "an administrator who has become a viewer": { client: () => special("downgraded"), role: "viewer" },
};

const closed = routes.filter(({ unit }) => unit.role !== "anyone");

describe.each(Object.entries(actors))("%s", (_, actor) => {
  test.each(closed)("$unit.method $path, which takes the role $unit.role", async ({ unit, path }) => {
    const expected = outcomeFor(actor, unit, path);
    const { status, body } = await actor.client().request(unit.method, filled(path));
    const code = body.code ?? body.errorCode;
    if (expected === "allowed") {
      // There is no such campaign, or the body is missing: whatever it says, it does not say no to the caller.
      expect({ status, code }).not.toMatchObject({ status: expect.toSatisfy((one) => one === 401 || one >= 500) });
      if (!actor.isLimited) expect(status).not.toBe(403);
      expect(["ACCOUNT_NOT_FOUND", "FORBIDDEN"]).not.toContain(code);
    } else {
      expect({ status, code }).toEqual(expected);
    }
  });
});

/** Operations that any user may call, and that check a role on the account that the body names, or on the main account. */
const checkedInside: Record<string, Role> = {
  "POST /v1/accounts/:accountId/close": "admin",
  "POST /v1/accounts/:accountId/reopen": "admin",
  "PUT /voice/api/v1/admin/auditLogs/search": "manager",
  "PUT /api/v1/admin/auditLogs/search": "manager",
};

function outcomeFor(
  { role: has, isLimited }: Actor,
  unit: Endpoint,
  path: string,
): "allowed" | { status: unknown; code: unknown } {
  const isV1 = path.startsWith("/v1/");
  if (has === "nobody") return { status: 401, code: expect.any(String) as string };
  const inside = checkedInside[`${unit.method} ${path}`];
  if (inside && path.includes(":accountId") && has === undefined) return { status: 404, code: "ACCOUNT_NOT_FOUND" };
  if (inside && has !== undefined && !includes(has, inside))
    return isLimited && isV1 ? { status: 403, code: "LIMITED_TOKEN" } : forbidden(isV1);
  if (unit.role === "user") return "allowed";
  if (!path.includes(":accountId")) return has === undefined || includes(has, unit.role) ? "allowed" : forbidden(isV1);
  if (has === undefined) return { status: 404, code: isV1 ? "ACCOUNT_NOT_FOUND" : "resource.not.found" };
  return includes(has, unit.role) ? "allowed" : forbidden(isV1);
}

const includes = (has: Role, needed: Endpoint["role"]) => roles.indexOf(has) >= roles.indexOf(needed as Role);
const forbidden = (isV1: boolean) => ({ status: 403, code: isV1 ? "FORBIDDEN" : "access.denied.exception" });
