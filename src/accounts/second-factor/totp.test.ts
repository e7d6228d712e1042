import { expect, test } from "vitest";
import { base32, matchingStep, otpauthUri, stepAt, totp } from "./totp.ts";

const seed = Buffer.from("12345678901234567890");
const at = (seconds: number) => new Date(seconds * 1000);

// RFC 6238, appendix B.
test.each([
  [59, "94287082"],
  [1111111109, "07081804"],
  [1111111111, "14050471"],
  [1234567890, "89005924"],
  [2000000000, "69279037"],
  [20000000000, "65353130"],
])("the code at second %i is %s", (seconds, code) => {
  expect(totp(seed, stepAt(at(seconds)), 8)).toBe(code);
});

test("a code counts in its own period and those next to it, and not once it was used", () => {
  const code = totp(seed, 100);
  const steps = [98, 99, 100, 101, 102].map((step) => matchingStep(seed, code, at(step * 30), 0));
  expect(steps).toEqual([undefined, 100, 100, 100, undefined]);
  expect(matchingStep(seed, code, at(3000), 100)).toBeUndefined();
  expect(matchingStep(seed, code.slice(1), at(3000), 0)).toBeUndefined();
  expect(matchingStep(seed, "ä".repeat(3), at(3000), 0)).toBeUndefined();
});

// RFC 4648, section 10.
test.each([
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
])("%s is %s in base32", (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded);
});

test("the address in the QR code names the user and the seed", () => {
  expect(otpauthUri(seed, "ada+1@example.com")).toBe(
    "otpauth://totp/Leadyard%3Aada%2B1%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Leadyard",
  );
});
