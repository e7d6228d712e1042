import { stepAt, totp } from "../../src/accounts/second-factor/totp.ts";

/** The code that an authenticator app shows at a moment, for a seed in base32. */
export function codeAt(secret: string, moment: Date): string {
  const bits = secret
    .split("")
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const seed = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return totp(seed, stepAt(moment));
}
