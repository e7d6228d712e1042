import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { type Program, startProgram } from "../support/program.ts";

// A name that answers use for something else is never stored as a setting: it would be echoed as if it had taken effect.

let program: Program;
let base: string;
let v1: string;
interface Noun {
  /** Its path, and the path that creates such things. */
  path: string;
  parent: string;
  view: Record<string, unknown>;
}
const nouns: Record<string, Noun> = {};
const noun = (name: string) => nouns[name] as Noun;

beforeAll(async () => {
  program = await startProgram();
  base = `/voice/api/v1/admin/accounts/${program.accountId}`;
  v1 = `/v1/accounts/${program.accountId}`;
  const make = async (name: string, parent: string, id: string, body: object) => {
    const { status, body: view } = await program.request("POST", parent, body);
    expect(status).toBe(201);
    nouns[name] = { parent, path: `${parent}/${view[id]}`, view };
    return noun(name).path;
  };
  const dialGroup = await make("dial group", `${base}/dialGroups`, "dialGroupId", { dialGroupName: "Sales" });
  const campaign = await make("campaign", `${dialGroup}/campaigns`, "campaignId", { campaignName: "Summer" });
  await make("list", `${campaign}/lists`, "listId", { listDesc: "July" });
  await make("disposition", `${campaign}/campaignDispositions`, "dispositionId", { disposition: "Sold" });
  const group = await make("agent group", `${base}/agentGroups`, "agentGroupId", { groupName: "Team" });
  await make("agent", `${group}/agents`, "agentId", { username: "ann" });
});
afterAll(() => program.stop());

const all = ["dial group", "campaign", "list", "disposition", "agent group", "agent"];
const ids = {
  accountId: all,
  dialGroupId: ["dial group", "campaign", "list", "disposition"],
  campaignId: ["campaign", "list", "disposition"],
  listId: ["list"],
  dispositionId: ["disposition"],
  campaignDispositionId: ["disposition"],
  agentGroupId: ["agent group", "agent"],
  agentId: ["agent"],
};
const contradictions = Object.entries(ids).flatMap(([field, of]) => of.map((name) => [name, field] as const));
const idOf = (name: string, field: string): string => {
  const segments = noun(name).path.split("/");
  const collection = { campaignDispositionId: "campaignDispositions", dispositionId: "campaignDispositions" }[field];
  return segments[segments.indexOf(collection ?? `${field.slice(0, -2)}s`) + 1] as string;
};

describe("on the wire", () => {
  test.each(contradictions)("%s: a %s that differs from the path is refused", async (name, field) => {
    const id = idOf(name, field);
    for (const other of [Number(id) + 1, 99_999, "x", [Number(id)]]) {
      const answer = await program.request("PUT", noun(name).path, { [field]: other });
      expect(answer).toMatchObject({ status: 400, body: { errorCode: "invalid.param" } });
      expect(answer.body.generalMessage).toBe(
        `${field} is ${JSON.stringify(other)}; it takes ${id}, as in the path, or nothing.`,
      );
    }
  });

  test("creation is refused too if an id differs from the path, and an id in the body is not adopted", async () => {
    const made = {
      campaign: [{ campaignName: "New" }, ["accountId", "dialGroupId"]],
      list: [{ listDesc: "New" }, ["accountId", "dialGroupId", "campaignId"]],
      disposition: [{ disposition: "New" }, ["accountId", "dialGroupId", "campaignId"]],
      agent: [{ username: "new" }, ["accountId", "agentGroupId"]],
      "agent group": [{ groupName: "New" }, ["accountId"]],
      "dial group": [{ dialGroupName: "New" }, ["accountId"]],
    } as const;
    for (const [name, [body, fields]] of Object.entries(made)) {
      const { parent, view } = noun(name);
      for (const field of fields) {
        const refused = await program.request("POST", parent, { ...body, [field]: 99_999 });
        expect(refused.status).toBe(400);
        expect(refused.body.generalMessage).toContain(
          `${field} is 99999; it takes ${idOf(name, field)}, as in the path`,
        );
      }
      const copy = await program.request("POST", parent, { ...view, ...body });
      expect([name, copy.status]).toEqual([name, 201]);
      expect(copy.body).not.toEqual(view);
    }
  });

  test.each([
    ["campaign", { dialGroup: { dialGroupId: 99_999 } }, "dialGroup.dialGroupId"],
    ["campaign", { dialGroup: { id: 99_999 } }, "dialGroup.id"],
    ["agent", { agentGroup: { agentGroupId: 99_999 } }, "agentGroup.agentGroupId"],
    ["agent", { hciClicker: true }, "hciClicker"],
    ["agent", { dialGroupId: 1 }, "dialGroupId"],
    ["agent", { dialGroups: [{ dialGroupId: 1 }] }, "dialGroups"],
  ])("%s: %j is refused", async (name, body, field) => {
    const answer = await program.request("PUT", noun(name).path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.generalMessage).toMatch(new RegExp(`^${field} is .+; it takes `));
  });

  test("a refusal names the position in a list of agents", async () => {
    const { parent, view } = noun("agent");
    const { agentId } = view;
    for (const [body, field] of [
      [{ agentId, agentGroupId: 99_999 }, "0.agentGroupId"],
      [{ agentId, agentGroup: { agentGroupId: 99_999 } }, "0.agentGroup.agentGroupId"],
      [{ agentId, hciClicker: true }, "0.hciClicker"],
    ] as const) {
      const answer = await program.request("PUT", parent, [body]);
      expect(answer.status).toBe(400);
      expect(answer.body.generalMessage).toMatch(new RegExp(`^${field} is .+; it takes `));
    }
  });

  test.each(all)("%s: writing back what was read, also with the ids of its path, changes nothing", async (name) => {
    const { path, view } = noun(name);
    const mine = Object.entries(ids).filter(([, of]) => of.includes(name));
    const place = Object.fromEntries(mine.map(([field]) => [field, idOf(name, field)]));
    for (const body of [
      view,
      { ...view, ...place },
      { ...view, ...Object.fromEntries(mine.map(([field]) => [field, null])) },
    ]) {
      expect(await program.request("PUT", path, body)).toEqual(expect.objectContaining({ status: 200, body: view }));
    }
  });

  test.each(all)("%s: computed values of answers cannot be overwritten", async (name) => {
    const { path, view } = noun(name);
    const document = (await program.request("GET", "/voice/openapi.json")).body;
    const template = Object.keys(document.paths).find((one) =>
      new RegExp(`^${one.replace(/\{\w+\}/g, "[^/]+")}$`).test(path),
    ) as string;
    const taken = document.paths[template].put.requestBody.content["application/json"].schema.properties;
    const others = Object.keys(view).filter((one) => !Object.hasOwn(taken, one) && one !== "requeueDelayDuration");
    expect(others.length).toBeGreaterThan(1);
    const within = others
      .flatMap((one) => Object.keys((view[one] ?? {}) as object))
      .filter((one) => /^[a-z]+[A-Z]/.test(one));
    for (const one of [...others, ...within]) {
      for (const value of [99_999, "bogus", [{ bogus: 1 }], { bogus: 1 }]) {
        const { status, body } = await program.request("PUT", path, { [one]: value });
        if (status === 400) expect(body.generalMessage).toMatch(new RegExp(`^${one} is .+; it takes `));
        else expect({ one, status, body }).toEqual({ one, status: 200, body: view });
      }
    }
    expect((await program.request("GET", path)).body).toEqual(view);
  });

  test("values an earlier version stored under such a name are not shown", async () => {
    await program.db.execute(
      sql`update campaign set settings = '{"dialGroupId": 99999, "accountId": 99999, "mine": 1}'`,
    );
    const { path, view } = noun("campaign");
    expect((await program.request("GET", path)).body).toEqual({ ...view, mine: 1 });
    await program.db.execute(sql`update campaign set settings = '{}'`);
  });
});

test.each([
  ["campaigns", "campaign", "dialGroupId"],
  ["dial-groups", "dial group", "agentsReady"],
  ["agents", "agent", "agentGroupId"],
  ["dispositions", "disposition", "campaignId"],
])("v1 refuses such a name in the settings of %s", async (collection, name, field) => {
  const id = noun(name).path.split("/").at(-1);
  const answer = await program.request("PATCH", `${v1}/${collection}/${id}`, { settings: { [field]: 99_999 } });
  expect(answer).toMatchObject({ status: 400, body: { code: "INVALID_FIELD", field: `settings.${field}` } });
});
