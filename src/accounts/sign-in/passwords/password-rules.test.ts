import { expect, test } from "vitest";
import { requireGoodPassword, weaknessOf } from "./password-rules.ts";
import { randomSecret } from "./passwords.ts";

const email = "ada.byron@analytical-engines.example.com";

test.each([
  ["short", "5 characters long"],
  ["elevenchars", "11 characters long"],
  ["🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑", "11 characters long"],
  ["unbelievable", "a common password"],
  ["Administrator", "a common password"],
  ["password1234", "a common password"],
  ["Password2026!", "a common password"],
  ["!!Summer2026!!", "a common password"],
  ["P@ssw0rd2026!", "a common password"],
  ["qwertyuiop123", "a common password"],
  ["let-me-in-2026", "a common password"],
  ["1qaz2wsx3edc", "a common password"],
  ["aaaaaaaaaaaaaaaa", "a sequence or a repetition"],
  ["abcabcabcabcabc", "a sequence or a repetition"],
  ["hunter2hunter2", "a sequence or a repetition"],
  ["123456789012345", "a sequence or a repetition"],
  ["abcdefghijklmno", "a sequence or a repetition"],
  [email.toUpperCase(), "mainly the email address"],
  ["ada.byron-2026", "mainly the email address"],
  ["byron.ada.77!!", "mainly the email address"],
  ["Analytical-Engines1", "mainly the email address"],
])("%s is refused: %s", async (password, weakness) => {
  expect(await weaknessOf(password, email)).toBe(weakness);
});

test.each([
  "correct horse battery staple",
  "a password for tests",
  "leadyard-demo",
  "ada likes long walks",
  "Tr0ub4dor&3-and-more",
  "dragon83917456201948",
  "пароль из четырёх слов",
  "839174562019",
])("%s is taken", async (password) => {
  expect(await weaknessOf(password, email)).toBeUndefined();
});

test("generated passwords are taken", async () => {
  for (let n = 0; n < 500; n++) expect(await weaknessOf(randomSecret(), email)).toBeUndefined();
});

test("a refusal names the field, the reason, and the rules, but not the password", async () => {
  const refused = requireGoodPassword("password1234", email, "newPassword");
  await expect(refused).rejects.toMatchObject({ code: "INVALID_FIELD", details: { field: "newPassword" } });
  await expect(refused).rejects.toThrow(/^newPassword is a common password; it takes at least 12 characters/);
  await expect(refused).rejects.not.toThrow("password1234");
});
