import { createHmac, timingSafeEqual } from "node:crypto";

/** Seconds for which a code is shown. */
const period = 30;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The period a moment is in, counted since 1970. */
export const stepAt = (moment: Date) => Math.floor(moment.getTime() / 1000 / period);

/** The code of a period: RFC 6238 with HMAC-SHA-1, which is all that authenticator apps agree on. */
export function totp(seed: Buffer, step: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", seed).update(counter).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/**
 * The period that a code belongs to: the current one, or one before or after it, since clocks differ. Periods up to
 * `used` no longer count. Undefined if the code is wrong.
 */
export function matchingStep(seed: Buffer, code: string, now: Date, used: number): number | undefined {
  const given = Buffer.from(code);
  return [0, -1, 1]
    .map((offset) => stepAt(now) + offset)
    .filter((step) => step > used)
    .find((step) => given.length === 6 && timingSafeEqual(given, Buffer.from(totp(seed, step))));
}

/** Base32 without padding (RFC 4648), as apps take seeds. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

/** The address that a QR code holds and apps read. */
export function otpauthUri(seed: Buffer, email: string): string {
  const query = new URLSearchParams({ secret: base32(seed), issuer: "Leadyard" });
  return `otpauth://totp/${encodeURIComponent(`Leadyard:${email}`)}?${query.toString()}`;
}
