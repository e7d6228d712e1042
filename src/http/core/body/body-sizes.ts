import type { JsonLimits } from "./scan-json.ts";

/** Largest JSON or form body of an endpoint, in bytes, and what it may contain. */
export interface BodySize extends JsonLimits {
  bytes: number;
}

const kilobyte = 1024;
const depth = 32;

/** Sizes an endpoint can choose from. Uploaded files have their own limits. */
export const bodySizes = {
  /** Before sign-in: anyone can send these. */
  anyone: { bytes: 16 * kilobyte, depth: 4, values: 100 },
  /** One object with its settings. */
  one: { bytes: 64 * kilobyte, depth, values: 10_000 },
  /** A lead or settings with free-form fields of up to 64 kB each, or a few of them at once. */
  several: { bytes: 1024 * kilobyte, depth, values: 50_000 },
  /** Lists of up to 100,000 ids or phones, or 10,000 entries. */
  list: { bytes: 8 * 1024 * kilobyte, depth, values: 250_000 },
  /** Up to 50,000 leads. */
  leads: { bytes: 64 * 1024 * kilobyte, depth, values: 4_000_000, rowsAreChecked: true },
} as const satisfies Record<string, BodySize>;

export type BodySizeName = keyof typeof bodySizes;
