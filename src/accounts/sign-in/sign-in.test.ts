import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { administrator, type Program, startProgram } from "../../../test/support/program.ts";
import { connect, type Database } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { Refusal } from "../../errors.ts";
import { countAttempt } from "./guesses/sign-in-throttle.ts";
import { clientSecretLength, requireClient } from "./oauth-client.ts";
import { hashPassword } from "./passwords/passwords.ts";
import { signIn } from "./sign-in.ts";

let program: Program;
let db: Database;
/** Another instance of the program on the same database. */
let other: Database;
beforeAll(async () => {
  program = await startProgram();
  db = program.db;
  other = connect(program.databaseUrl, () => undefined);
});
afterAll(async () => {
  await other.close();
  await program.stop();
});
beforeEach(async () => {
  await db.execute(sql`delete from sign_in_attempt`);
  await db.execute(sql`delete from known_address`);
});

const { email, password, clientId, clientSecret } = administrator;
const now = new Date("2026-07-24T16:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

/** The code of the refusal, or "in". */
async function outcome(attempt: Promise<unknown>): Promise<string> {
  return await attempt.then(
    () => "in",
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );
}
const attempt = (userName: string, given: string, address: string, { at = now, on = db } = {}) =>
  outcome(signIn(on, { userName, password: given, address }, at));
const counts = (codes: string[]) =>
  Object.fromEntries(codes.map((code) => [code, codes.filter((c) => c === code).length]));

test("guesses at a user from one address don't keep the user out elsewhere", async () => {
  for (let n = 0; n < 10; n++) expect(await attempt(email, "wrong", "203.0.113.1")).toBe("SIGN_IN_FAILED");
  expect(await attempt(email, password, "203.0.113.1")).toBe("SIGN_IN_THROTTLED");
  expect(await attempt(email, password, "203.0.113.2")).toBe("in");
  expect(await attempt(email, password, "203.0.113.1", { at: later(6) })).toBe("in");
});

test("guesses at the same moment on two instances count before they are checked", async () => {
  const guesses = Array.from({ length: 40 }, (_, n) =>
    attempt(email, "wrong", "203.0.113.1", { on: n % 2 ? db : other }),
  );
  expect(counts(await Promise.all(guesses))).toEqual({ SIGN_IN_FAILED: 10, SIGN_IN_THROTTLED: 30 });
});

test("attempts on two instances wait for each other where they are counted", async () => {
  const limit = { scope: "test", name: "N", address: "", most: 10, minutes: 5 };
  const attempts = Array.from({ length: 40 }, (_, n) => outcome(countAttempt(n % 2 ? db : other, [limit], now)));
  expect(counts(await Promise.all(attempts))).toEqual({ in: 10, SIGN_IN_THROTTLED: 30 });
  expect(await outcome(countAttempt(db, [{ ...limit, name: "n" }], now))).toBe("SIGN_IN_THROTTLED");
});

test("successful sign-ins don't count, even a hundred at the same moment", async () => {
  const attempts = Array.from({ length: 100 }, () => attempt(email, password, "203.0.113.1"));
  expect(counts(await Promise.all(attempts))).toEqual({ in: 100 });
  expect(await db.query(sql`select scope from sign_in_attempt where attempts > 0`)).toEqual([]);
});

test("more sign-ins at a moment than can be checked are refused as busy", async () => {
  const attempts = Array.from({ length: 300 }, () => attempt(email, password, "203.0.113.1"));
  expect(counts(await Promise.all(attempts))).toEqual({ in: 260, SIGN_IN_BUSY: 40 });
});

test("addresses of one IPv6 subscriber count as one, and so do both spellings of an IPv4 address", async () => {
  for (let n = 0; n < 10; n++) await attempt(email, "wrong", `2001:db8:1:2::${n + 1}`);
  expect(await attempt(email, password, "2001:db8:1:2:ffff::1")).toBe("SIGN_IN_THROTTLED");
  expect(await attempt(email, password, "2001:db8:1:3::1")).toBe("in");
  for (let n = 0; n < 10; n++) await attempt(email, "wrong", n % 2 ? "203.0.113.9" : "::ffff:203.0.113.9");
  expect(await attempt(email, password, "203.0.113.9")).toBe("SIGN_IN_THROTTLED");
});

test("guesses at one user from many addresses are limited, but not where the user signs in", async () => {
  expect(await attempt(email, password, "198.51.100.1")).toBe("in");
  for (let n = 0; n < 100; n++) expect(await attempt(email, "wrong", `203.0.113.${n}`)).toBe("SIGN_IN_FAILED");
  expect(await attempt(email, "wrong", "203.0.113.200")).toBe("SIGN_IN_THROTTLED");
  expect(await attempt(email, password, "203.0.113.201")).toBe("SIGN_IN_THROTTLED");
  expect(await attempt(email, password, "198.51.100.1")).toBe("in");
  // Signing in doesn't give the others new guesses.
  expect(await attempt(email, "wrong", "203.0.113.202", { at: later(50) })).toBe("SIGN_IN_THROTTLED");
  expect(await attempt(email, password, "203.0.113.201", { at: later(61) })).toBe("in");
  await db.execute(sql`delete from sign_in_attempt`);
  await db.execute(sql`delete from known_address where address <> '198.51.100.1'`);
  const month = 31 * 24 * 60;
  for (let n = 0; n < 100; n++) await attempt(email, "wrong", `203.0.113.${n}`, { at: later(month) });
  expect(await attempt(email, password, "198.51.100.1", { at: later(month) })).toBe("SIGN_IN_THROTTLED");
});

test("an empty name is refused like any other", async () => {
  for (const name of ["", " ", "*12"]) expect(await attempt(name, "wrong", "203.0.113.1")).toBe("SIGN_IN_FAILED");
});

const client = (secret: string, address = "203.0.113.1", id = clientId) =>
  outcome(requireClient(db, { id, secret, address }, now));

test("no number of wrong secrets shuts out an API client, and no user's name counts as a client", async () => {
  for (let n = 0; n < 70; n++) expect(await client("wrong")).toBe("CLIENT_INVALID");
  for (let n = 0; n < 12; n++) await attempt(`client ${clientId}`, "wrong", "203.0.113.1");
  for (let n = 0; n < 12; n++) await attempt(clientId, "wrong", "203.0.113.1");
  expect(await client(clientSecret)).toBe("in");
  // Nor do wrong secrets keep users out.
  expect(await attempt(email, password, "203.0.113.1")).toBe("in");
});

test.each([
  ["short", "x".repeat(clientSecretLength - 1), "argon2"],
  ["long", "x".repeat(clientSecretLength), "sha256"],
])("a %s client secret stored by an earlier version works", async (length, secret, storedAfterwards) => {
  const id = `earlier ${length}`;
  await db.execute(
    sql`insert into oauth_client (client_id, secret_hash) values (${id}, ${await hashPassword(secret)})`,
  );
  for (let n = 0; n < 10; n++) expect(await client("wrong", "203.0.113.1", id)).toBe("CLIENT_INVALID");
  expect(await client(secret, "203.0.113.1", id)).toBe("SIGN_IN_THROTTLED");
  expect(await client(secret, "203.0.113.2", id)).toBe("in");
  const stored = await db.one<{ hash: string }>(sql`
    select secret_hash as hash from oauth_client where client_id = ${id}
  `);
  expect(stored.hash).toContain(storedAfterwards);
  expect(await client("wrong", "203.0.113.2", id)).toBe("CLIENT_INVALID");
  expect(await client(secret, "203.0.113.2", id)).toBe("in");
});
