import { afterEach, expect, test } from "vitest";
import { type Program, startProgram } from "../support/program.ts";

let program: Program;
afterEach(() => program.stop());

/** The status of a client that sends these addresses after 60 failures, when its address would be throttled. */
async function fail(times: number, forwarded: (n: number) => string): Promise<number> {
  let status = 0;
  for (let n = 0; n < times; n++) {
    const answer = await program
      .client()
      .request(
        "POST",
        "/v1/session",
        { email: `nobody${n}@example.com`, password: "wrong" },
        { "x-forwarded-for": forwarded(n) },
      );
    status = answer.status;
  }
  return status;
}

test("without TRUST_PROXY, made-up addresses do not get around the throttle", async () => {
  program = await startProgram();
  expect(await fail(61, (n) => `203.0.113.${n}`)).toBe(429);
});

test("behind one proxy, the address the proxy saw counts, not what the client claims", async () => {
  program = await startProgram({ config: { TRUST_PROXY: "1" } });
  expect(await fail(61, (n) => `203.0.113.${n}`)).toBe(401);
  expect(await fail(61, (n) => `203.0.113.${n}, 198.51.100.7`)).toBe(429);
});

test("a proxy can be named by its address", async () => {
  program = await startProgram({ config: { TRUST_PROXY: "10.0.0.1, loopback" } });
  expect(await fail(61, (n) => `203.0.113.${n}`)).toBe(401);
});
