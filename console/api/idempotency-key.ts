/** A random Idempotency-Key. `crypto.randomUUID` would do, but browsers hide it on pages served over plain HTTP. */
export function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
