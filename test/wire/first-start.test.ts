import { expect, test } from "vitest";
import { administrator, dropDatabase, emptyDatabase, runProgram } from "../support/run-program.ts";

test("the first start prints generated secrets that work; later starts print none and change none", async () => {
  const blank = { LEADYARD_ADMIN_PASSWORD: "", LEADYARD_CLIENT_ID: "", LEADYARD_CLIENT_SECRET: "" };
  const first = await runProgram({ env: blank });
  const printed = first.output();
  const read = (name: string) => new RegExp(`${name} +(\\S+)$`, "m").exec(printed)?.[1] ?? "";
  expect(read("user")).toBe(administrator.email);
  const signIn = (url: string) =>
    fetch(`${url}/restapi/oauth/token`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${read("client id")}:${read("client secret")}`)}` },
      body: new URLSearchParams({ grant_type: "password", username: read("user"), password: read("password") }),
    });
  expect((await signIn(first.url)).status).toBe(200);
  await first.kill();

  const again = await runProgram({
    databaseUrl: first.databaseUrl,
    data: first.data,
    env: { LEADYARD_ADMIN_PASSWORD: "another password", LEADYARD_CLIENT_SECRET: "another secret" },
  });
  expect(again.output()).not.toMatch(/password|secret/);
  expect((await signIn(again.url)).status).toBe(200);
  await again.stop();
  await first.stop();
});

test("two instances that start at once create one administrator", async () => {
  const databaseUrl = await emptyDatabase();
  const both = await Promise.all([runProgram({ databaseUrl }), runProgram({ databaseUrl })]);
  const users = await both[0].request("GET", "/v1/accounts/1/users");
  expect(users.body.items).toHaveLength(1);
  expect((await both[1].request("GET", "/v1/users/me")).body.userId).toBe(users.body.items[0].userId);
  await Promise.all(both.map((program) => program.stop()));
  await dropDatabase(databaseUrl);
});

test("with only a data folder, the program starts its own database", async () => {
  const program = await runProgram({ embedded: true });
  expect((await program.request("GET", "/v1/health")).body).toEqual({ status: "ok" });
  expect((await program.request("GET", "/v1/users/me")).body.email).toBe(administrator.email);
  await program.stop();
});

test.each([
  [{ LEADYARD_ADMIN_PASSWORD: "password1234" }, /LEADYARD_ADMIN_PASSWORD is a common password; it takes at least 12/],
  [{ LEADYARD_CLIENT_SECRET: "fifteen letters" }, /LEADYARD_CLIENT_SECRET is too short; it takes at least 16/],
])("the first start refuses %j", async (env, says) => {
  await expect(runProgram({ env })).rejects.toThrow(says);
});
