import { refuse } from "../../../errors.ts";

/** The fewest characters of a new password. */
const passwordLength = 12;

/** What a new password must be, for schemas, refusals, and the console. */
export const passwordRules =
  `at least ${passwordLength} characters, no common password even with digits or symbols around it, ` +
  "no sequence or repetition, and not mainly the email address";

/**
 * Refuses a new password that guesses try first, with INVALID_FIELD and the reason. Passwords set earlier still sign in.
 * `email` is the address of its user.
 */
export async function requireGoodPassword(password: string, email: string, field = "password"): Promise<void> {
  const weakness = await weaknessOf(password, email);
  if (weakness !== undefined) throw refuse("INVALID_FIELD", { field, got: weakness, takes: passwordRules });
}

/** Why the password is easily guessed, without repeating it; undefined if it is not. */
export async function weaknessOf(password: string, email: string): Promise<string | undefined> {
  const { length } = Array.from(password);
  if (length < passwordLength) return `${length} characters long`;
  const plain = password.normalize("NFKC").toLowerCase();
  if (isPattern(plain)) return "a sequence or a repetition";
  if (isMainly(plain, partsOf(email))) return "mainly the email address";
  const common = await commonPasswords();
  return coresOf(plain).some((core) => common.has(core)) ? "a common password" : undefined;
}

let loading: Promise<ReadonlySet<string>> | undefined;

/** The 49,000 most common passwords, in lowercase. Read when first needed: it takes 30 ms and some megabytes. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  loading ??= import("@zxcvbn-ts/language-common").then(({ dictionary }) => new Set(dictionary["passwords-common"]));
  return loading;
}

// People meet rules by adding a year and an exclamation mark. Longer additions are worth something of their own.
const longestAddition = 8;

/** The password, and what it was made of by adding digits and symbols, or by writing letters as those. */
function coresOf(plain: string): string[] {
  const stripped = withoutAdditions(plain);
  const core = plain.length - stripped.length <= longestAddition ? stripped : plain;
  const spaceless = core.replace(/[\s._-]+/g, "");
  return [plain, core, spaceless, asLetters(core), withoutAdditions(asLetters(plain))];
}

/** The text from its first letter to its last. */
function withoutAdditions(text: string): string {
  const characters = Array.from(text);
  const isLetter = (character: string) => /\p{L}/u.test(character);
  return characters.slice(characters.findIndex(isLetter), characters.findLastIndex(isLetter) + 1).join("");
}

const letters: Record<string, string> = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s", "!": "i" };
const asLetters = (text: string) => text.replace(/[013457@$!]/g, (sign) => letters[sign] ?? sign);

/** Whether it repeats one piece, has fewer than five characters, or mainly counts up or down: `abcdefgh1234`. */
function isPattern(plain: string): boolean {
  if (/^(.{1,8}?)\1+.{0,7}$/su.test(plain) && new Set(plain).size < passwordLength - 2) return true;
  if (new Set(plain).size < 5) return true;
  const codes = Array.from(plain, (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).filter((code, i) => Math.abs(code - (codes[i] ?? 0)) <= 1);
  return steps.length >= (codes.length - 1) * 0.75;
}

/** The parts of an email address that are long enough to count, longest first. */
function partsOf(email: string): string[] {
  const [name = "", domain = ""] = email.toLowerCase().split("@");
  const labels = domain.split(".").slice(0, -1);
  const parts = [name, ...name.split(/[^\p{L}\p{N}]+/u), ...labels, domain];
  return [...new Set(parts)].filter((part) => part.length >= 3).sort((a, b) => b.length - a.length);
}

/** Whether fewer than eight letters and digits are left once these parts are taken out. */
function isMainly(plain: string, parts: readonly string[]): boolean {
  const left = parts.reduce((text, part) => text.replaceAll(part, ""), plain);
  return left !== plain && left.replace(/[^\p{L}\p{N}]/gu, "").length < 8;
}
