import { afterAll, beforeAll, expect, test } from "vitest";
import { recordAudit } from "../../src/accounts/audit/audit.ts";
import { type AuditEntry, differences, searchAudit } from "../../src/accounts/audit/audit-search.ts";
import { administrator, type Program, startProgram } from "../support/program.ts";

let program: Program;
let admin: Awaited<ReturnType<Program["as"]>>;
beforeAll(async () => {
  program = await startProgram();
  admin = await program.as(null);
  const users = `/v1/accounts/${admin.accountId}/users`;
  const made = await admin.request("POST", users, {
    email: "ada@example.com",
    password: "a password of hers",
    role: "viewer",
    firstName: "Ada",
  });
  await admin.request("PATCH", `${users}/${made.body.userId}`, { role: "manager", firstName: "Ada B." });
  await admin.request("DELETE", `${users}/${made.body.userId}`);
  await admin.request("PATCH", `/v1/accounts/${admin.accountId}`, { accountName: "Renamed" });
});
afterAll(() => program.stop());

const search = (criteria?: object) => admin.request("PUT", "/voice/api/v1/admin/auditLogs/search", criteria);
/** Sign-ins and denied requests, which access.test.ts is about. */
const aside = (action: string) => action.startsWith("SIGN_") || action.startsWith("DENIED");

test("the wire's search returns changes field by field, newest first", async () => {
  const { status, body } = await search({ searchEntities: ["User"], auditActions: ["UPDATE"] });
  expect(status).toBe(200);
  expect(body).toMatchObject([
    {
      accountId: String(admin.accountId),
      actionType: "UPDATE",
      auditedEntityDescription: "ada@example.com",
      createTime: expect.any(Number),
      createTimeAsDateTime: expect.stringMatching(/\+0000$/),
      authUser: { userId: String(admin.userId), userName: admin.email },
    },
  ]);
  expect(
    body[0].auditLogResultList.toSorted((a: { attributeName: string }, b: { attributeName: string }) =>
      a.attributeName.localeCompare(b.attributeName),
    ),
  ).toEqual([
    { attributeName: "firstName", classType: "java.lang.String", originalValue: "Ada", newValue: "Ada B." },
    { attributeName: "role", classType: "java.lang.String", originalValue: "viewer", newValue: "manager" },
  ]);
});

test("the wire's criteria narrow the search", async () => {
  const actions = async (criteria?: object) =>
    (await search(criteria)).body
      .map(({ actionType }: { actionType: string }) => actionType)
      .filter((action: string) => !aside(action));
  expect(await actions()).toEqual(["UPDATE", "DELETE", "UPDATE", "CREATE"]);
  expect(await actions({ ascOrDesc: "ASCENDING" })).toEqual(["CREATE", "UPDATE", "DELETE", "UPDATE"]);
  expect(await actions({ searchEntities: [], auditActions: [] })).toHaveLength(4);
  expect(await actions({ searchEntities: ["leadyard.Account"] })).toEqual(["UPDATE"]);
  expect(await actions({ createUserId: String(admin.userId) })).toHaveLength(4);
  expect(await actions({ createUserId: 999999 })).toEqual([]);
  expect(await actions({ auditedEntityId: String(admin.accountId), searchEntities: "Account" })).toEqual(["UPDATE"]);
  expect(await actions({ startDateTime: "2999-01-01T00:00:00.000+0000" })).toEqual([]);
  expect(
    await actions({ endDateTimeAsUnix: Date.now() + 60_000, startDateTimeAsUnix: Date.now() - 60_000 }),
  ).toHaveLength(4);
  expect(await actions({ orderBy: "actionType", ascOrDesc: "ASCENDING" })).toEqual([
    "CREATE",
    "DELETE",
    "UPDATE",
    "UPDATE",
  ]);
  expect((await search({ startDateTime: "yesterday" })).status).toBe(400);
});

test("another account's audit is not visible", async () => {
  expect((await search({ accountId: program.accountId })).status).toBe(404);
  const viewer = await program.as("viewer", admin.accountId);
  expect((await viewer.request("PUT", "/voice/api/v1/admin/auditLogs/search", {})).status).toBe(403);
});

test("auditable entities are listed", async () => {
  const { body } = await admin.request("GET", "/voice/api/v1/admin/auditLogs/auditable");
  expect(body).toContainEqual({ name: "Campaign", fullPath: "leadyard.Campaign" });
});

test("v1 pages through the audit and returns each entry once", async () => {
  const path = `/v1/accounts/${admin.accountId}/audit`;
  const seen: string[] = [];
  let cursor = "";
  do {
    const { body } = await admin.request("GET", `${path}?limit=3${cursor && `&cursor=${cursor}`}`);
    seen.push(...body.items.map((item: { action: string; entity: string }) => `${item.action} ${item.entity}`));
    cursor = body.nextCursor ?? "";
  } while (cursor);
  expect(seen.filter((entry) => !aside(entry))).toEqual([
    "UPDATE Account",
    "DELETE User",
    "UPDATE User",
    "CREATE User",
  ]);
});

test("v1 narrows the audit", async () => {
  const count = async (query: string) =>
    (await admin.request("GET", `/v1/accounts/${admin.accountId}/audit?${query}`)).body.items.filter(
      ({ action }: { action: string }) => !aside(action),
    ).length;
  expect(await count("entity=User")).toBe(3);
  expect(await count("entity=User&entity=Account")).toBe(4);
  expect(await count("action=CREATE")).toBe(1);
  expect(await count("from=2999-01-01T00:00:00Z")).toBe(0);
  expect(await count("to=2999-01-01T00:00:00Z")).toBe(4);
  expect(await count(`userId=${admin.userId}`)).toBe(4);
  expect(await count(`userName=${admin.email.slice(0, 5).toUpperCase()}`)).toBe(4);
  expect(await count("userName=nobody")).toBe(0);
});

test("large values are cut in the audit, and a change of the part left out is still seen", async () => {
  const { accountId } = await program.as(null);
  const caller = { userId: null, name: "ada" };
  const leadIds = Array.from({ length: 100_000 }, (_, i) => i);
  await recordAudit(program.db, caller, accountId, {
    type: "UPDATE",
    entity: "SavedSearch",
    id: 1,
    description: "Many",
    before: { criteria: { leadIds } },
    after: { criteria: { leadIds: [...leadIds, -1] } },
  });
  const [entry] = await searchAudit(program.db, accountId, {}, { limit: 1 });
  expect(JSON.stringify(entry).length).toBeLessThan(20_000);
  expect(differences(entry as AuditEntry).map(({ field }) => field)).toEqual(["criteria"]);
});

test("the first start is audited", async () => {
  const { body } = await program.request("GET", `/v1/accounts/${program.accountId}/audit`);
  expect(body.items.at(-1)).toMatchObject({ action: "CREATE", entity: "User", userName: administrator.email });
});
