import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
let ann: Client & { userId: number; email: string };
let bob: Client & { userId: number; email: string };
let viewer: Client & { userId: number; email: string };
let base: string;

beforeAll(async () => {
  program = await startProgram();
  ann = await program.as("manager");
  bob = await program.as("manager");
  viewer = await program.as("viewer");
  base = `/v1/accounts/${program.accountId}/saved-searches`;
});
afterAll(() => program.stop());

const save = (who: Client, body: object) => who.request("POST", base, body);
const names = async (who: Client) =>
  (await who.request("GET", base)).body.items.map(({ name }: { name: string }) => name);

test("a search is saved with criteria, columns, and order, changed in part, and deleted", async () => {
  const criteria = { leadStates: ["READY"], leadPassesCriteria: { operator: "LESS_THAN", value: 3 } };
  const { status, body: made } = await save(ann, {
    name: " Fresh ones ",
    criteria,
    columns: ["phone", "name"],
    sort: "-leadId",
  });
  expect(status).toBe(201);
  expect(made).toEqual({
    savedSearchId: expect.any(Number),
    name: "Fresh ones",
    criteria,
    columns: ["phone", "name"],
    sort: "-leadId",
    shared: false,
    userId: ann.userId,
    userName: ann.email,
    createdAt: expect.any(String),
    changedAt: made.createdAt,
  });
  const path = `${base}/${made.savedSearchId}`;
  expect((await ann.request("GET", path)).body).toEqual(made);
  const { body: changed } = await ann.request("PATCH", path, { name: "Fresh", criteria: { city: "Denver" } });
  expect(changed).toEqual({
    ...made,
    name: "Fresh",
    criteria: { city: "Denver" },
    changedAt: changed.changedAt,
  });
  expect((await ann.request("PATCH", path, { columns: null })).body).toMatchObject({ name: "Fresh", columns: null });
  expect((await ann.request("DELETE", path)).status).toBe(204);
  expect((await ann.request("GET", path)).status).toBe(404);
});

test("each person can use a name once, whatever its case", async () => {
  const body = { name: "Denver", criteria: { city: "Denver" } };
  expect((await save(ann, body)).status).toBe(201);
  expect(await save(ann, { ...body, name: "DENVER" })).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
  expect((await save(bob, body)).status).toBe(201);
  const { body: other } = await save(ann, { ...body, name: "Boulder" });
  expect((await ann.request("PATCH", `${base}/${other.savedSearchId}`, { name: "denver" })).status).toBe(409);
});

test("only the owner sees a private search; everyone sees a shared one, and its owner and administrators change it", async () => {
  const { body } = await save(ann, { name: "Mine", criteria: {} });
  const path = `${base}/${body.savedSearchId}`;
  for (const who of [bob, program]) {
    expect(await names(who)).not.toContain("Mine");
    for (const method of ["GET", "DELETE"]) expect((await who.request(method, path)).status).toBe(404);
    expect((await who.request("PATCH", path, { name: "His" })).status).toBe(404);
  }
  expect((await ann.request("PATCH", path, { shared: true })).status).toBe(200);
  expect(await names(viewer)).toContain("Mine");
  expect(await bob.request("PATCH", path, { name: "His" })).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
  expect((await bob.request("DELETE", path)).status).toBe(403);
  expect((await program.request("PATCH", path, { name: "Ours" })).body).toMatchObject({
    name: "Ours",
    userId: ann.userId,
  });
  expect((await program.request("DELETE", path)).status).toBe(204);
  expect(await names(ann)).not.toContain("Ours");
});

test("a viewer can save searches but not share them", async () => {
  expect((await save(viewer, { name: "Shared", criteria: {}, shared: true })).status).toBe(403);
  const { status, body } = await save(viewer, { name: "Own", criteria: {} });
  expect(status).toBe(201);
  expect((await viewer.request("PATCH", `${base}/${body.savedSearchId}`, { shared: true })).status).toBe(403);
  expect(await names(viewer)).toContain("Own");
});

test("criteria that a search could not read are refused by field name", async () => {
  const refused = (body: object) => save(ann, { name: "Wrong", ...body });
  expect((await refused({ criteria: { color: "red" } })).body).toMatchObject({ code: "UNKNOWN_FIELD" });
  expect((await refused({ criteria: { loadedDtsStart: "soon" } })).body).toMatchObject({ field: "loadedDtsStart" });
  expect((await refused({ criteria: {}, sort: "name" })).body).toMatchObject({ field: "sort" });
  expect((await refused({ criteria: {}, name: " " })).body).toMatchObject({ field: "name" });
  expect(await names(ann)).not.toContain("Wrong");
});

test("another account's searches are not visible", async () => {
  const stranger = await program.as(null);
  const { body } = await save(ann, { name: "Ours alone", criteria: {}, shared: true });
  const theirs = `/v1/accounts/${stranger.accountId}/saved-searches`;
  expect((await stranger.request("GET", theirs)).body.items).toEqual([]);
  for (const method of ["GET", "DELETE"])
    expect((await stranger.request(method, `${theirs}/${body.savedSearchId}`)).status).toBe(404);
});

test("each change is in the audit", async () => {
  const { body } = await save(ann, { name: "Audited", criteria: { zip: "80014" } });
  await ann.request("PATCH", `${base}/${body.savedSearchId}`, { shared: true });
  await ann.request("DELETE", `${base}/${body.savedSearchId}`);
  const audit = await program.request(
    "GET",
    `/v1/accounts/${program.accountId}/audit?entity=SavedSearch&entityId=${body.savedSearchId}`,
  );
  expect(audit.body.items).toMatchObject([
    { action: "DELETE", userName: ann.email, before: { shared: true }, after: null },
    { action: "UPDATE", before: { shared: false }, after: { shared: true } },
    { action: "CREATE", description: "Audited", before: null, after: { criteria: { zip: "80014" } } },
  ]);
});

test("a user who leaves the account leaves behind only shared searches", async () => {
  const leaving = await program.as("manager");
  await save(leaving, { name: "Left behind", criteria: {}, shared: true });
  await save(leaving, { name: "Gone", criteria: {} });
  expect((await program.request("DELETE", `/v1/accounts/${program.accountId}/users/${leaving.userId}`)).status).toBe(
    204,
  );
  expect(await names(ann)).toContain("Left behind");
  expect(await program.db.query(sql`select name from saved_search where user_id = ${leaving.userId}`)).toEqual([
    { name: "Left behind" },
  ]);
});
