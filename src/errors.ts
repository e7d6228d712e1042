/** Values that fill the `{name}` placeholders of a refusal's message. On v1 the response repeats them as fields. */
export type Details = Record<string, string | number | boolean | null | undefined>;

interface RefusalKind {
  status: number;
  /** What was received, what is expected, what to do. `{name}` is filled in from the details. */
  message: string;
  /** The code RingCX clients know. Absent where it is our own code in lowercase with dots for underscores. */
  wire?: string;
}

/** Every refusal by its code. Codes are public and stable; messages may be reworded at any time. */
const catalogue = {
  // The request itself
  INVALID_FIELD: { status: 400, message: "{field} is {got}; it takes {takes}.", wire: "invalid.param" },
  MISSING_FIELD: { status: 400, message: "{field} is missing; it takes {takes}.", wire: "missing.required.param" },
  UNKNOWN_FIELD: { status: 400, message: "{field} is not a field of this request; {advice}", wire: "unknown.param" },
  FIELD_TOO_LARGE: {
    status: 400,
    message: "{field} takes {size} bytes as JSON; it takes at most {limit}.",
    wire: "invalid.param",
  },
  INVALID_JSON: { status: 400, message: "The body is not valid JSON: {reason}.", wire: "invalid.json" },
  EMPTY_BODY: { status: 400, message: "The body is empty; it takes {takes}." },
  BODY_TOO_LARGE: { status: 413, message: "The body is larger than {limit} bytes. Split it into several requests." },
  BODY_TOO_COMPLEX: {
    status: 400,
    message: "The body has more than {limit} {has}. Split it into several requests, or send it as a file.",
  },
  BODY_TOO_SLOW: {
    status: 408,
    message: "The body arrived at less than {rate} bytes a second. Send the request again over a faster connection.",
  },
  TOO_BUSY: {
    status: 429,
    message:
      "Account {accountId} has {limit} {kind} running and {waiting} more waiting. Try again in {retryAfter} seconds.",
    wire: "rate.limit.exceeded",
  },
  URI_TOO_LONG: { status: 414, message: "The address is longer than 16,000 bytes. Send long criteria in a body." },
  HEADERS_TOO_LARGE: { status: 431, message: "The address and the headers are larger than 16,000 bytes together." },
  REQUEST_TOO_SLOW: { status: 408, message: "The headers took too long to arrive. Send the request again." },
  EXPECTATION_FAILED: { status: 417, message: "Expect is {got}; it takes 100-continue, or nothing." },
  CROSS_SITE: {
    status: 403,
    message:
      "A request that uses the cookie of a session takes the header X-Leadyard-Session: cookie, and comes from a page of this server. Send the refresh token in the body instead.",
  },
  UNSUPPORTED_CONTENT_TYPE: { status: 415, message: "Content-Type is {got}; it takes {takes}." },
  ROUTE_NOT_FOUND: {
    status: 404,
    message: "There is no {method} {path}. Check the method and the path.",
    wire: "resource.not.found",
  },
  BAD_REQUEST: { status: 400, message: "The request cannot be read: {reason}." },
  RATE_LIMITED: {
    status: 429,
    message: "Too many requests: {group} allows {limit} in {window} seconds. Try again in {retryAfter} seconds.",
    wire: "rate.limit.exceeded",
  },

  // The caller
  NOT_SIGNED_IN: {
    status: 401,
    message: "The request has no token. Sign in, and send the token as Authorization: Bearer <token>.",
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
    message: "Too many attempts. Try again in {retryAfter} seconds.",
    wire: "rate.limit.exceeded",
  },
  SIGN_IN_BUSY: {
    status: 503,
    message: "Too many sign-ins are being checked right now. Try again in {retryAfter} seconds.",
  },
  SECOND_FACTOR_NEEDED: {
    status: 401,
    message:
      "This user signs in with a second factor. Send the code of the authenticator app, or a recovery code, as otp; programs use an API token, a JWT credential, or the authorization code grant instead.",
    wire: "second.factor.needed",
  },
  SECOND_FACTOR_MISSING: {
    status: 401,
    message:
      "An account of this user requires a second factor, and the user has none yet. Sign in to the console to set it up.",
  },
  SECOND_FACTOR_WRONG: {
    status: 401,
    message:
      "The code is wrong, expired, or already used. Send the current code of the authenticator app, or a recovery code.",
  },
  CHALLENGE_INVALID: {
    status: 401,
    message: "This sign-in took too long, or was completed already. Sign in again.",
  },
  CLIENT_INVALID: {
    status: 401,
    message:
      "The client id or secret is missing or wrong. Send both as HTTP Basic authorization, or as client_id and client_secret in the form.",
  },
  CLIENT_UNKNOWN: {
    status: 400,
    message:
      "There is no API client {clientId}. Check client_id; an administrator sees the API clients in the settings.",
  },
  REDIRECT_URI_UNKNOWN: {
    status: 400,
    message:
      "The address {redirectUri} is not registered for this API client. An administrator can create a client with exactly this address.",
  },
  AUTHORIZATION_CODE_INVALID: {
    status: 400,
    message:
      "The code is unknown, expired, or already used, or was issued for another client, redirect_uri, or code_challenge. Start the sign-in again.",
  },
  PASSWORD_LINK_INVALID: {
    status: 410,
    message: "This link was used already, replaced by a newer one, or has expired. Ask for another one.",
  },
  OIDC_NOT_SET_UP: {
    status: 404,
    message: "No identity provider is set up. Set OIDC_ISSUER, or sign in with a password.",
  },
  OIDC_UNAVAILABLE: {
    status: 502,
    message:
      "The identity provider {issuer} cannot be reached ({reason}). Try again later, or sign in with a password.",
  },
  OIDC_EXPIRED: {
    status: 401,
    message: "This sign-in took too long, was completed already, or was begun in another browser. Sign in again.",
  },
  OIDC_FAILED: { status: 401, message: "The identity provider did not sign you in ({reason}). Try again." },
  OIDC_NO_ROLE: {
    status: 403,
    message:
      "None of your groups has access here (yours: {groups}). Ask an administrator to add a group to OIDC_ROLES.",
  },
  OIDC_EMAIL_UNVERIFIED: {
    status: 403,
    message:
      "The identity provider gave no verified email address for you. Verify it there, or ask an administrator to set OIDC_TRUST_EMAIL.",
  },
  OIDC_EMAIL_TAKEN: {
    status: 403,
    message:
      "The user {email} belongs to another person at the identity provider. Ask an administrator to remove that user.",
  },
  OIDC_USER_DISABLED: {
    status: 403,
    message: "The user {email} is disabled. Ask an administrator of the account to enable it.",
  },
  GRANT_UNSUPPORTED: { status: 400, message: "grant_type is {got}; it takes {takes}." },
  CREDENTIAL_INVALID: {
    status: 401,
    message: "The JWT was not issued by this server, or it is revoked or expired. Create a new one.",
  },
  REFRESH_TOKEN_INVALID: {
    status: 401,
    message: "The refresh token is unknown, already used, revoked, or expired. Sign in again.",
    wire: "refresh.token.invalid",
  },
  LIMITED_TOKEN: {
    status: 403,
    message: "A token with a scope or an expiry cannot create or change credentials. Sign in with a password.",
    wire: "access.denied.exception",
  },
  LAST_ADMIN: {
    status: 409,
    message: "Account {accountId} would be left without an administrator. Make another user an administrator first.",
  },
  USER_AT_HOME_ELSEWHERE: {
    status: 403,
    message:
      "User {userId} belongs to another account, so only the role can be changed here. An administrator of that account can change the rest.",
    wire: "access.denied.exception",
  },
  TOKEN_INVALID: { status: 401, message: "The token is not valid. Sign in again.", wire: "token.invalid" },
  FORBIDDEN: {
    status: 403,
    message:
      "This requires the role {needed} on account {accountId}; yours is {role}. Ask an administrator of the account.",
    wire: "access.denied.exception",
  },

  // Whatever the request names
  NOT_FOUND: { status: 404, message: "There is no {what} {id} in this account.", wire: "resource.not.found" },
  ACCOUNT_NOT_FOUND: {
    status: 404,
    message: "Account {accountId} does not exist, or you have no access to it.",
    wire: "resource.not.found",
  },
  ACCOUNT_CLOSED: {
    status: 403,
    message: "Account {accountId} is closed. An administrator of its main account can open it again.",
    wire: "access.denied.exception",
  },
  MAIN_ACCOUNT: {
    status: 409,
    message: "Account {accountId} is a main account and cannot be closed. Close the accounts below it instead.",
  },
  NO_LEADS: {
    status: 400,
    message: "{field} is empty; it takes 1 to {limit} leads.",
    wire: "missing.required.param",
  },
  TOO_MANY_LEADS: {
    status: 400,
    message:
      "{field} has {got} leads; a load takes at most {limit}. Split them into several loads, and send the listId of the first response with the later ones.",
    wire: "invalid.param",
  },
  FILE_UNREADABLE: {
    status: 400,
    message: "The file cannot be read: {reason}. Nothing was loaded.",
    wire: "invalid.file",
  },
  TOO_MANY_ROWS: {
    status: 400,
    message: "The file has more than {limit} rows. Split it into several files. Nothing was loaded.",
    wire: "invalid.file",
  },
  FILE_TOO_LARGE: {
    status: 413,
    message: "The file is larger than {limit} bytes. Split it into several files. Nothing was loaded.",
    wire: "invalid.file",
  },
  FILE_GROWS_TOO_LARGE: {
    status: 400,
    message:
      "The file has {size} bytes, but its rows would take more than {limit}. Check for long texts that repeat in every row, or save it as CSV. Nothing was loaded.",
    wire: "invalid.file",
  },
  LEAD_FILE_NOT_FOUND: {
    status: 404,
    message:
      "There is no lead file {id} in this account. A file is kept for 24 hours, and is removed earlier when one of its leads is deleted. Upload it again.",
    wire: "transaction.not.found",
  },
  QUOTA_REACHED: {
    status: 409,
    message:
      "This {owner} has {inUse} {what}, and its limit is {limit}. Delete some that are no longer needed, or have the operator raise {setting}.",
  },
  CONFLICT: { status: 409, message: "{what} {id} {reason}." },
  DOWNLOAD_NOT_FOUND: {
    status: 404,
    message: "There is no download at this address. Check that the link was copied in full.",
  },
  DOWNLOAD_EXPIRED: {
    status: 410,
    message: "This link expired at {expiredAt}. Request a new export.",
  },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    message: "Range is {got}; it takes a range within bytes=0-{last}, since the file has {size} bytes.",
  },

  // Lead actions
  UNKNOWN_CRITERION: {
    status: 400,
    message: "{field} is not a search criterion; {advice} Nothing was changed.",
    wire: "invalid.criteria",
  },
  CRITERIA_NAME_NOTHING: {
    status: 400,
    message:
      "The criteria restrict nothing, so they would match every lead in the account. Name leads, lists, campaigns, or states, or set allLeads=true. Nothing was changed.",
    wire: "missing.required.criteria",
  },
  UNKNOWN_ACTION: {
    status: 400,
    message: "There is no lead action {got}. leadAction must be one of {takes}.",
    wire: "invalid.lead.action",
  },
  AGENT_WITHOUT_ACCESS: {
    status: 400,
    message:
      "{field} is agent {agentId}, who is not assigned to dial group {dialGroupId} of campaign {campaignId}. Assign the agent to it first. Nothing was changed.",
    wire: "agent.without.access",
  },

  NOT_UNDOABLE: { status: 409, message: "Action {actionId} ({action}) cannot be undone: {reason}." },
  IDEMPOTENCY_CLASH: {
    status: 422,
    message:
      "Idempotency-Key {key} was already used for a different request, which became action {actionId}. Repeat that request unchanged, or use a new key.",
  },
  CLAIM_KEY_CLASH: {
    status: 422,
    message:
      "Idempotency-Key {key} was already used for a different claim request. Repeat that request unchanged, or use a new key.",
  },

  // Dialing
  FETCHED_LEADS_NOT_CALLED: {
    status: 409,
    message:
      "Agent {agentId} has {count} fetched leads that have not been called, and the dial group requires calling them first. Complete or release them.",
  },

  // The server itself
  INTERNAL: {
    status: 500,
    message: "Something went wrong on the server. Its log has the cause under request {requestId}.",
    wire: "internal.error",
  },
  DATABASE_AWAY: { status: 503, message: "The database is not reachable right now. Try again in a few seconds." },
} as const satisfies Record<string, RefusalKind>;

export type Code = keyof typeof catalogue;

/**
 * A request that is refused, and why. The error handler turns it into a response body; anything else thrown is a 500.
 */
export class Refusal extends Error {
  readonly code: Code;
  readonly details: Details;
  readonly status: number;

  constructor(code: Code, details: Details, options?: ErrorOptions) {
    super(fillMessage(code, details), options);
    this.name = "Refusal";
    this.code = code;
    this.details = details;
    this.status = catalogue[code].status;
  }

  /** The code as RingCX spells codes: `resource.not.found`. */
  get wireCode(): string {
    const kind: RefusalKind = catalogue[this.code];
    return kind.wire ?? this.code.toLowerCase().replaceAll("_", ".");
  }
}

/** Builds the error to throw: `throw refuse("NOT_FOUND", { what: "campaign", id })`. Pass what caused it as `cause`. */
export function refuse(code: Code, details: Details = {}, options?: ErrorOptions): Refusal {
  return new Refusal(code, details, options);
}

function fillMessage(code: Code, details: Details): string {
  return catalogue[code].message.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? "nothing"));
}
