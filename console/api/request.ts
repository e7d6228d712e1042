import { connectionLost, connectionWorks } from "./connection.ts";
import { keep, tokens } from "./session.ts";
import type { Tokens } from "./shapes.ts";

/** What the API refused, in its words. */
export class ApiError extends Error {
  status: number;
  code: string;
  /** The field that it is about, where it is about one. */
  field: string | undefined;
  constructor(status: number, { code = "UNKNOWN", detail, field }: { code?: string; detail?: string; field?: string }) {
    super(detail ?? `The server answered ${status}.`);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

/** No answer came: whether the request was carried out is not known. */
export class Unreachable extends Error {}

interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** The answer to a request of v1. Throws Refused, Unreachable, or what an abort throws. A session that cannot be renewed ends. */
export async function request<T>(path: string, asked: RequestOptions = {}): Promise<T> {
  const response = await respond(path, asked);
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** The response to a request of v1, for what reads it piece by piece. */
export async function respond(path: string, asked: RequestOptions = {}): Promise<Response> {
  const used = tokens();
  const response = await send(path, asked, used);
  if (response.status !== 401 || !used || path.startsWith("/session")) return await accepted(response);
  // A wrong password is refused with the same status, and says nothing of the session.
  if ((await problemOf(response.clone())).code === "SIGN_IN_FAILED") return await accepted(response);
  const renewed = await renew(used);
  return await accepted(renewed ? await send(path, asked, renewed) : response);
}

async function send(path: string, asked: RequestOptions, session: Tokens | undefined): Promise<Response> {
  const { method = "GET", body, headers, signal } = asked;
  try {
    const response = await fetch(`/v1${path}`, {
      method,
      headers: {
        ...(session ? { authorization: `Bearer ${session.accessToken}` } : {}),
        ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    connectionWorks();
    return response;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    connectionLost();
    throw new Unreachable("Leadyard cannot be reached.", { cause });
  }
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw new ApiError(response.status, await problemOf(response));
}

async function problemOf(response: Response): Promise<{ code?: string; detail?: string; field?: string }> {
  return await response.json().catch(() => ({}));
}

/** New tokens for used ones. A refresh token works once, so tabs take turns, and one that comes late takes what the first got. */
async function renew(used: Tokens): Promise<Tokens | undefined> {
  return await inTurn(async () => {
    const kept = tokens();
    if (!kept || kept.accessToken !== used.accessToken) return kept;
    const response = await send(
      "/session/refresh",
      { method: "POST", body: { refreshToken: kept.refreshToken } },
      undefined,
    );
    if (response.status >= 500 || response.status === 429) return undefined;
    const renewed = response.ok ? ((await response.json()) as Tokens) : undefined;
    keep(renewed);
    return renewed;
  });
}

let last: Promise<unknown> = Promise.resolve();

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  // Only pages from this machine or over HTTPS have locks between tabs.
  if (navigator.locks) return await navigator.locks.request("leadyard.session", work);
  const turn = last.then(work, work);
  last = turn.catch(() => undefined);
  return await turn;
}
