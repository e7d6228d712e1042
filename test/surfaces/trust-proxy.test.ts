import { afterEach, expect, test } from "vitest";
import { type Program, startProgram } from "../support/program.ts";

let program: Program;
afterEach(() => program.stop());

/** What a client behind addresses gets that is told to be throttled after 60 failures of its address. */
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

test("without TRUST_PROXY nobody gets around the throttle by inventing addresses", async () => {
  program = await startProgram();
  expect(await fail(61, (n) => `203.0.113.${n}`)).toBe(429);
});

test("behind one proxy the address that it saw counts, and not what a client says of itself", async () => {
  program = await startProgram({ config: { TRUST_PROXY: "1" } });
  expect(await fail(61, (n) => `203.0.113.${n}`)).toBe(401);
  expect(await fail(61, (n) => `203.0.113.${n}, 198.51.100.7`)).toBe(429);
});

test("a proxy can be named by its address", async () => {
  program = await startProgram({ config: { TRUST_PROXY: "10.0.0.1, loopback" } });
  expect(await fail(61, (n) => `203.0.113.${n}`)).toBe(401);
});
