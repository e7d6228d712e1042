import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Program, startProgram } from "../support/program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.stop());

interface Operation {
  summary: string;
  operationId: string;
  security: object[];
}

async function documentAt(
  path: string,
): Promise<{ openapi: string; paths: Record<string, Record<string, Operation>> }> {
  const { status, body } = await program.client().request("GET", path);
  expect(status).toBe(200);
  return body;
}

test.each(["/v1/openapi.json", "/voice/openapi.json"])("%s is a valid OpenAPI 3.1 document", async (path) => {
  const document = await documentAt(path);
  expect(document.openapi).toBe("3.1.0");
  const result = await new Validator().validate(document);
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
});

test.each(["/v1/openapi.json", "/voice/openapi.json"])("%s has unique operation ids", async (path) => {
  const { paths } = await documentAt(path);
  const ids = Object.values(paths).flatMap((operations) =>
    Object.values(operations).map(({ operationId }) => operationId),
  );
  expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
});

test("each document covers its own API and says how to sign in", async () => {
  const v1 = await documentAt("/v1/openapi.json");
  const wire = await documentAt("/voice/openapi.json");
  expect(Object.keys(v1.paths).filter((path) => !path.startsWith("/v1/"))).toEqual([]);
  expect(Object.keys(wire.paths).filter((path) => !/^\/(voice|restapi|api\/auth)\//.test(path))).toEqual([]);
  expect(v1.paths["/v1/accounts/{accountId}/users"]?.post).toMatchObject({
    security: [{ bearer: [] }, { authToken: [] }],
  });
  expect(v1.paths["/v1/health"]?.get).toMatchObject({ security: [] });
  expect(wire.paths["/restapi/oauth/token"]?.post).toMatchObject({ security: [{ client: [] }] });
  expect(wire.paths["/voice/api/v1/admin/accounts"]?.get?.summary).toContain("accounts");
});
