import { afterAll, beforeAll, expect, test } from "vitest";
import { administrator, type Program, startProgram } from "../../../../test/support/program.ts";
import { sql } from "../../../db/sql.ts";
import { resetPassword } from "./reset-password.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.stop());

const signIn = (password: string) =>
  program.client().request("POST", "/v1/session", { email: administrator.email, password });

test("a new password signs in even a throttled, disabled user; the old password and old sessions no longer work", async () => {
  const { body: session } = await signIn(administrator.password);
  for (let n = 0; n < 12; n++) await signIn("wrong");
  expect((await signIn(administrator.password)).status).toBe(429);
  await program.db.execute(sql`update app_user set enabled = false where email = ${administrator.email}`);
  const reset = await resetPassword(program.db, administrator.email.toUpperCase(), new Date());
  expect((await signIn(reset?.password ?? "")).status).toBe(200);
  expect((await signIn(administrator.password)).status).toBe(401);
  const refreshed = await program
    .client()
    .request("POST", "/v1/session/refresh", { refreshToken: session.refreshToken });
  expect(refreshed.status).toBe(401);
  expect(
    await program.db.query(sql`select user_name, after from audit where user_name = 'npm run reset-password'`),
  ).toEqual([
    { user_name: "npm run reset-password", after: { password: "changed", enabled: true, ended: reset?.ended } },
  ]);
});

test("an address without a user gets no password", async () => {
  expect(await resetPassword(program.db, "nobody@example.com", new Date())).toBeUndefined();
});
