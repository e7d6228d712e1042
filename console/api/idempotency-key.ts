/** A key under which a request is carried out once. (`crypto.randomUUID` is not there on pages over plain HTTP.) */
export function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
