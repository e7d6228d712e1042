import { reportNoResponse, reportResponse } from "./connection.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { isSignedIn, renewedTokens, saveTokens, tokens } from "./session.ts";
import type { Tokens } from "./shapes.ts";

/** An error response of the API; the message is its `detail`. */
export class ApiError extends Error {
  status: number;
  code: string;
  /** The field at fault, if the error is about one. */
  field: string | undefined;
  constructor(status: number, { code = "UNKNOWN", detail, field }: { code?: string; detail?: string; field?: string }) {
    super(detail ?? `The server answered ${status}.`);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

/** No response arrived, so the request may or may not have been carried out. */
export class Unreachable extends Error {}

interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/**
 * Sends a v1 request and returns the parsed body, undefined if it is empty. Throws ApiError, Unreachable, or the abort
 * reason. Renews an expired session once; a session that cannot be renewed is removed, which shows the sign-in form.
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await requestResponse(path, options);
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** Like `request`, but returns the response unread, for streams and files. */
export async function requestResponse(path: string, options: RequestOptions = {}): Promise<Response> {
  if (isSignIn(path, options.method ?? "GET")) return await throwUnlessOk(await sendRequest(path, options, undefined));
  const used = tokens() ?? (isSignedIn() ? await renewTokens(undefined) : undefined);
  const response = await sendRequest(path, options, used);
  if (response.status !== 401 || !used) return await throwUnlessOk(response);
  // A wrong current password or code also gets a 401, although the session is fine.
  if (["SIGN_IN_FAILED", "SECOND_FACTOR_WRONG"].includes((await problemOf(response.clone())).code ?? ""))
    return await throwUnlessOk(response);
  const renewed = await renewTokens(used);
  return await throwUnlessOk(renewed ? await sendRequest(path, options, renewed) : response);
}

async function sendRequest(path: string, options: RequestOptions, session: Tokens | undefined): Promise<Response> {
  const { method = "GET", body, headers, signal } = options;
  try {
    const response = await fetch(`/v1${path}`, {
      method,
      headers: {
        // Below /session, the server keeps the refresh token in a cookie then.
        ...(path.startsWith("/session") ? { "x-leadyard-session": "cookie" } : {}),
        ...(session ? { authorization: `Bearer ${session.accessToken}` } : {}),
        ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    reportResponse();
    return response;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    reportNoResponse();
    throw new Unreachable("Leadyard can’t be reached.", { cause });
  }
}

async function throwUnlessOk(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw new ApiError(response.status, await problemOf(response));
}

async function problemOf(response: Response): Promise<{ code?: string; detail?: string; field?: string }> {
  return await response.json().catch(() => ({}));
}

/** Sign-ins and refreshes, whose refusal says nothing about the session. */
const isSignIn = (path: string, method: string) => /^\/session(?:\/|$)/.test(path) && method !== "DELETE";

/**
 * Gets this tab new tokens by the session's cookie. Each refresh replaces the cookie and ends the one before, so tabs
 * take turns. Returns undefined if the session has ended. Throws if the server cannot renew it now.
 */
async function renewTokens(used: Tokens | undefined): Promise<Tokens | undefined> {
  return await oneAtATime(async () => {
    const saved = tokens();
    if (saved && saved !== used) return saved;
    const response = await sendRequest("/session/refresh", { method: "POST" }, undefined);
    if (response.status >= 500 || response.status === 429) return await throwUnlessOk(response).then(() => undefined);
    if (!response.ok) {
      saveTokens(undefined);
      return undefined;
    }
    const renewed = (await response.json()) as Tokens;
    renewedTokens(renewed);
    return renewed;
  });
}
