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
const catalogue = {
  // The request itself
  INVALID_FIELD: { status: 400, message: "{field} is {got}; it takes {takes}.", wire: "invalid.param" },
  MISSING_FIELD: { status: 400, message: "{field} is missing; it takes {takes}.", wire: "missing.required.param" },
  UNKNOWN_FIELD: { status: 400, message: "{field} is no field of this request; {advice}", wire: "unknown.param" },
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
  SIGN_IN_FAILED: {
    status: 401,
    message: "The user name or the password is wrong, or the user is disabled.",
    wire: "login.failed",
  },
  SIGN_IN_THROTTLED: {
    status: 429,
    message: "Too many failed sign-ins. Try again in {retryAfter} seconds.",
    wire: "rate.limit.exceeded",
  },
  CLIENT_INVALID: {
    status: 401,
    message: "The client id or secret is wrong. Send them as HTTP Basic authorization.",
  },
  GRANT_UNSUPPORTED: { status: 400, message: "grant_type is {got}; it takes {takes}." },
  CREDENTIAL_INVALID: { status: 401, message: "The JWT is not one of ours, or it is revoked or past its time." },
  REFRESH_TOKEN_INVALID: {
    status: 401,
    message: "The refresh token is unknown, used already, revoked, or past its time. Sign in again.",
    wire: "refresh.token.invalid",
  },
  LIMITED_TOKEN: {
    status: 403,
    message: "A token with a scope or an expiry cannot make or change credentials. Sign in with a password.",
    wire: "access.denied.exception",
  },
  LAST_ADMIN: {
    status: 409,
    message: "Account {accountId} would be left without an administrator. Make someone else one first.",
  },
  USER_AT_HOME_ELSEWHERE: {
    status: 403,
    message: "User {userId} is at home in another account; only the role can be changed here.",
    wire: "access.denied.exception",
  },
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
  NO_LEADS: {
    status: 400,
    message: "{field} holds no lead; it takes from 1 to {limit}.",
    wire: "missing.required.param",
  },
  TOO_MANY_LEADS: {
    status: 400,
    message:
      "{field} holds {got} leads; one load takes at most {limit}. Send them in parts, the later ones with the listId of the first answer.",
    wire: "invalid.param",
  },
  FILE_UNREADABLE: {
    status: 400,
    message: "The file cannot be read: {reason}. Nothing was loaded.",
    wire: "invalid.file",
  },
  TOO_MANY_ROWS: {
    status: 400,
    message: "The file has more than {limit} rows. Send it in parts. Nothing was loaded.",
    wire: "invalid.file",
  },
  FILE_TOO_LARGE: {
    status: 413,
    message: "The file is larger than {limit} bytes. Send it in parts. Nothing was loaded.",
    wire: "invalid.file",
  },
  LEAD_FILE_NOT_FOUND: {
    status: 404,
    message:
      "There is no lead file {id} in this account, or not any more: a file is kept for 24 hours, and goes when one of its leads is deleted. Upload it again.",
    wire: "transaction.not.found",
  },
  CONFLICT: { status: 409, message: "{what} {id} {reason}." },
  DOWNLOAD_NOT_FOUND: {
    status: 404,
    message: "There is no download at this address. Was the link cut off when it was copied?",
  },
  DOWNLOAD_EXPIRED: {
    status: 410,
    message: "This link stopped working at {expiredAt}. Ask for a new export.",
  },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    message: "Range is {got}; this file has {size} bytes, of which a range is bytes=0-{last} at most.",
  },

  // Lead actions
  UNKNOWN_CRITERION: {
    status: 400,
    message: "{field} is no search criterion; {advice} Nothing was changed.",
    wire: "invalid.criteria",
  },
  CRITERIA_NAME_NOTHING: {
    status: 400,
    message:
      "The criteria name nothing, so they would reach every lead of the account. Name leads, lists, campaigns or states, or say allLeads=true. Nothing was changed.",
    wire: "missing.required.criteria",
  },
  UNKNOWN_ACTION: {
    status: 400,
    message: "There is no lead action {got}. leadAction takes one of {takes}.",
    wire: "invalid.lead.action",
  },
  AGENT_WITHOUT_ACCESS: {
    status: 400,
    message:
      "{field} is agent {agentId}, who is not assigned to the dial group of campaign {campaignId}. Assign the agent to dial group {dialGroupId} first. Nothing was changed.",
    wire: "agent.without.access",
  },

  NOT_UNDOABLE: { status: 409, message: "Action {actionId} ({action}) cannot be undone: {reason}." },
  IDEMPOTENCY_CLASH: {
    status: 422,
    message:
      "Idempotency-Key {key} was used for another request, which became action {actionId}. Send the same request again, or take another key.",
  },
  CLAIM_KEY_CLASH: {
    status: 422,
    message:
      "Idempotency-Key {key} was used for another request for claims. Send the same request again, or take another key.",
  },

  // Dialing
  FETCHED_LEADS_NOT_CALLED: {
    status: 409,
    message:
      "Agent {agentId} has {count} fetched leads that were not called yet, and the dial group wants them called first. Complete or release them.",
  },

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
