import { afterAll, beforeAll, expect, test } from "vitest";
import { roundTrip } from "../../bench/support/round-trip.ts";
import { type Program, startProgram } from "../support/program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.stop());

test("20,000 difficult leads export to the same file after loading that file", {
  timeout: 300_000,
}, async () => {
  const { sha256, bytes } = await roundTrip(program.db, program, 20_000);
  expect(bytes).toBeGreaterThan(2_000_000);
  expect(sha256[1]).toBe(sha256[2]);
  expect(sha256[0]).toBe(sha256[1]);
});
