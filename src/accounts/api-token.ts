import { randomBytes } from "node:crypto";

/** What every API token begins with. */
export const tokenPrefix = "ly_";

/** A new token, `ly_` + 10 characters that name it + `_` + 32 that are secret. `hint` is the part that may be shown. */
export function newToken(): { token: string; hint: string } {
  const hint = `${tokenPrefix}${randomBytes(5).toString("hex")}`;
  return { token: `${hint}_${randomBytes(24).toString("base64url")}`, hint };
}
