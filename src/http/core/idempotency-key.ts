import type { IncomingHttpHeaders } from "node:http";
import { refuse } from "../../errors.ts";
import type { IdempotencyKey } from "../../leads/engine/open-action.ts";
import { shown } from "../../validation/check.ts";

/**
 * Reads the Idempotency-Key header; undefined without one. `request` is everything that must be the same when the
 * request is repeated. INVALID_FIELD for a key that is not 1 to 200 visible ASCII characters.
 */
export function onceOf(headers: IncomingHttpHeaders, request: object): IdempotencyKey | undefined {
  const key = headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw refuse("INVALID_FIELD", {
      field: "The header Idempotency-Key",
      got: shown(key),
      takes: "1 to 200 visible ASCII characters, such as a UUID",
    });
  }
  return { key, request };
}
