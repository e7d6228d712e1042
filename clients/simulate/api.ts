import { setTimeout as sleep } from "node:timers/promises";
import type { Options } from "./options.ts";

/** An error answer of the server. The message is the server's own `detail`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, { code = "", detail = "" }: { code?: string; detail?: string }) {
    super(detail === "" ? `The server answered ${status}.` : detail);
    this.status = status;
    this.code = code;
  }
}

// Retrying helps with these: too many requests, or a server that is down or still starting behind its proxy.
const retriedStatuses = [429, 502, 503, 504];

/**
 * The server's v1 API as a dialer uses it. It retries for as long as the server is unreachable, so a restart doesn't end the
 * floor, and it signs in again when its token has expired.
 */
export class Api {
  readonly #options: Pick<Options, "url" | "signIn" | "account">;
  #token: string | undefined;
  #signingIn: Promise<string> | undefined;
  /** Why the last attempt did not reach the server; undefined if it did. */
  trouble: string | undefined;
  /** Aborts when nobody needs an answer anymore; pending requests and retries then end. */
  readonly giveUp = new AbortController();

  constructor(options: Pick<Options, "url" | "signIn" | "account">) {
    this.#options = options;
  }

  /** Sends a request to a path below the account, for instance `dialer/claims`, and returns the body. Throws ApiError. */
  async send<Answer>(method: "GET" | "POST" | "PATCH", path: string, body?: object): Promise<Answer> {
    return (await this.#withRetries(() =>
      this.#authorizedRequest(method, `/v1/accounts/${this.#options.account}/${path}`, body),
    )) as Answer;
  }

  async #authorizedRequest(method: string, path: string, body?: object): Promise<unknown> {
    const { signIn } = this.#options;
    if ("token" in signIn) return await this.#request(method, path, signIn.token, body);
    this.#token ??= await this.#signIn(signIn);
    const used = this.#token;
    try {
      return await this.#request(method, path, used, body);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      // Another request may have noticed this first and already fetched a new token.
      if (this.#token === used) this.#token = await this.#signIn(signIn);
      return await this.#request(method, path, this.#token, body);
    }
  }

  /** Signs in once for all requests that find the token expired at the same time. */
  async #signIn(signIn: { email: string; password: string }): Promise<string> {
    this.#signingIn ??= this.#request("POST", "/v1/session", undefined, signIn)
      .then((tokens) => (tokens as { accessToken: string }).accessToken)
      .finally(() => {
        this.#signingIn = undefined;
      });
    return await this.#signingIn;
  }

  async #request(method: string, path: string, token: string | undefined, body?: object): Promise<unknown> {
    const response = await fetch(this.#options.url + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      // Far longer than the two seconds a claim may wait on the server for a lead.
      signal: AbortSignal.any([this.giveUp.signal, AbortSignal.timeout(90_000)]),
    });
    const text = await response.text();
    const answer: unknown = text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : {};
    if (!response.ok) throw new ApiError(response.status, answer as { code?: string; detail?: string });
    return answer;
  }

  async #withRetries<T>(run: () => Promise<T>): Promise<T> {
    for (let wait = 250; ; wait = Math.min(wait * 2, 8000)) {
      try {
        const answer = await run();
        this.trouble = undefined;
        return answer;
      } catch (error) {
        if (this.giveUp.signal.aborted) throw error;
        if (error instanceof ApiError && !retriedStatuses.includes(error.status)) {
          this.trouble = undefined;
          throw error;
        }
        this.trouble = wordsOf(error);
        // Jitter keeps the requests of a floor from returning all at once.
        await sleep(wait * (0.5 + Math.random()), undefined, { signal: this.giveUp.signal });
      }
    }
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : wordsOf(error.cause);
}
