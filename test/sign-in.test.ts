import { afterAll, beforeAll, expect, test } from "vitest";
import { administrator, type Program, startProgram } from "./support/program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.stop());

test("the first administrator signs in and gets the account", async () => {
  const { status, body } = await program.request(
    "POST",
    `/api/auth/login/admin?username=${administrator.email}&password=${encodeURIComponent(administrator.password)}&platformId=x`,
  );
  expect(status).toBe(200);
  expect(body).toMatchObject({
    tokenType: "Bearer",
    mainAccountId: String(program.accountId),
    agentDetails: [{ accountId: String(program.accountId), accountName: "Main account" }],
  });
});
