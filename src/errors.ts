/** Values of a refusal's message, by the names in braces of its wording. */
export type Details = Record<string, string | number | boolean | null | undefined>;

interface Kind {
  status: number;
  /** Wording; `{name}` is filled from the details. */
  message: string;
  /** The code RingCX clients know, where it differs from our own in dots and small letters. */
  wire?: string;
}

/** Every refusal: its stable code, its HTTP status, its wording. */
export const catalogue = {
  // The request itself
  INVALID_FIELD: { status: 400, message: "{field} is {got}; it takes {takes}.", wire: "invalid.param" },
  MISSING_FIELD: { status: 400, message: "{field} is missing; it takes {takes}.", wire: "missing.required.param" },
  INVALID_JSON: { status: 400, message: "The body is not JSON: {reason}.", wire: "invalid.json" },
  EMPTY_BODY: { status: 400, message: "The body is empty; this request takes {takes}." },
  BODY_TOO_LARGE: { status: 413, message: "The body is larger than {limit} bytes. Send it in parts." },
  UNSUPPORTED_CONTENT_TYPE: { status: 415, message: "Content-Type {got} is not taken here; send {takes}." },
  ROUTE_NOT_FOUND: { status: 404, message: "There is no {method} {path}.", wire: "resource.not.found" },
  BAD_REQUEST: { status: 400, message: "The request cannot be read: {reason}." },
  RATE_LIMITED: {
    status: 429,
    message:
      "Too many requests: {limit} in {window} seconds are allowed for {group}. Try again in {retryAfter} seconds.",
    wire: "rate.limit.exceeded",
  },

  // Who asks
  NOT_SIGNED_IN: {
    status: 401,
    message: "Sign in first: send an Authorization: Bearer header with a token.",
    wire: "auth.required",
  },
  TOKEN_EXPIRED: { status: 401, message: "Jwt is expired. Refresh the token or sign in again.", wire: "token.expired" },
  TOKEN_INVALID: { status: 401, message: "The token is not valid. Sign in again.", wire: "token.invalid" },
  FORBIDDEN: {
    status: 403,
    message: "This takes the role {needed} on account {accountId}; yours is {role}.",
    wire: "access.denied.exception",
  },

  // What is asked for
  NOT_FOUND: { status: 404, message: "There is no {what} {id} in this account.", wire: "resource.not.found" },
  ACCOUNT_NOT_FOUND: {
    status: 404,
    message: "There is no account {accountId} that you have access to.",
    wire: "resource.not.found",
  },
  CONFLICT: { status: 409, message: "{what} {id} {reason}." },

  // The house
  INTERNAL: {
    status: 500,
    message: "Something went wrong here. It is logged under request {requestId}.",
    wire: "internal.error",
  },
  DATABASE_AWAY: { status: 503, message: "The database cannot be reached just now. Try again in a few seconds." },
} as const satisfies Record<string, Kind>;

export type Code = keyof typeof catalogue;

/** A refusal: a public code, the filled-in wording, and the HTTP status it becomes. */
export class Refusal extends Error {
  readonly code: Code;
  readonly details: Details;
  readonly status: number;

  constructor(code: Code, details: Details, options?: ErrorOptions) {
    super(worded(code, details), options);
    this.name = "Refusal";
    this.code = code;
    this.details = details;
    this.status = catalogue[code].status;
  }

  /** The code as the wire spells it: `campaign.not.found`. */
  get wireCode(): string {
    const kind: Kind = catalogue[this.code];
    return kind.wire ?? this.code.toLowerCase().replaceAll("_", ".");
  }
}

/** Makes a refusal to be thrown: `throw refuse("NOT_FOUND", { what: "campaign", id })`. */
export function refuse(code: Code, details: Details = {}, options?: ErrorOptions): Refusal {
  return new Refusal(code, details, options);
}

function worded(code: Code, details: Details): string {
  return catalogue[code].message.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? "nothing"));
}
