import { afterAll, beforeAll, expect, test } from "vitest";
import { type Program, startProgram } from "../support/program.ts";
import { fillFuzzAccount } from "./fuzz-account.ts";
import { fuzzRequests } from "./fuzz-requests.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.stop());

test("no random request gets an error of the server, a leak, or an error in another format", async () => {
  const known = await fillFuzzAccount(program, program.accountId);
  const token = async (body: object) => (await program.request("POST", "/v1/tokens", body)).body.token as string;
  const [administrator, viewer] = [await token({ label: "admin" }), await token({ label: "viewer", scope: "viewer" })];
  const { statuses, operations, findings } = await fuzzRequests({
    url: program.url,
    tokens: [administrator, administrator, administrator, viewer, ""],
    known,
    requests: 2000,
    seed: 1,
    // Slow responses are for `npm run fuzz`, on a machine that does nothing else.
    patience: 60_000,
  });
  expect(findings).toEqual([]);
  expect(operations).toBeGreaterThan(200);
  // A fuzzer whose requests are all refused would find nothing.
  expect(statuses.get(200)).toBeGreaterThan(300);
});
