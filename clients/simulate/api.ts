import { setTimeout as sleep } from "node:timers/promises";
import type { Options } from "./options.ts";

/** What the server refused, in its words. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, { code = "", detail = "" }: { code?: string; detail?: string }) {
    super(detail === "" ? `The server answered ${status}.` : detail);
    this.status = status;
    this.code = code;
  }
}

// What to do about it is to try again: too many requests, and servers that are not there, or not there yet.
const passing = [429, 502, 503, 504];

/** The server's v1 as a dialer uses it. It tries again for as long as the server is away, and signs in again when a token has expired. */
export class Api {
  readonly #options: Pick<Options, "url" | "signIn" | "account">;
  #token: string | undefined;
  #signingIn: Promise<string> | undefined;
  /** Why the server was not reached when it was tried last; undefined: it was. */
  trouble: string | undefined;
  /** Comes when nobody needs an answer any more; then nothing is tried again. */
  readonly giveUp = new AbortController();

  constructor(options: Pick<Options, "url" | "signIn" | "account">) {
    this.#options = options;
  }

  /** Sends a request of the account, `dialer/claims`, and answers with the body. Throws Refused. */
  async send<Answer>(method: "GET" | "POST" | "PATCH", path: string, body?: object): Promise<Answer> {
    return (await this.#persistently(() =>
      this.#signedIn(method, `/v1/accounts/${this.#options.account}/${path}`, body),
    )) as Answer;
  }

  async #signedIn(method: string, path: string, body?: object): Promise<unknown> {
    const { signIn } = this.#options;
    if ("token" in signIn) return await this.#request(method, path, signIn.token, body);
    this.#token ??= await this.#session(signIn);
    const used = this.#token;
    try {
      return await this.#request(method, path, used, body);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      // Another request may have found that out before, and there is a new one already.
      if (this.#token === used) this.#token = await this.#session(signIn);
      return await this.#request(method, path, this.#token, body);
    }
  }

  /** Of the requests that find the token expired at the same time, one signs in for all. */
  async #session(signIn: { email: string; password: string }): Promise<string> {
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
      signal: AbortSignal.any([this.giveUp.signal, AbortSignal.timeout(90_000)]),
    });
    const text = await response.text();
    const answer: unknown = text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : {};
    if (!response.ok) throw new ApiError(response.status, answer as { code?: string; detail?: string });
    return answer;
  }

  async #persistently<T>(run: () => Promise<T>): Promise<T> {
    for (let wait = 250; ; wait = Math.min(wait * 2, 8000)) {
      try {
        const answer = await run();
        this.trouble = undefined;
        return answer;
      } catch (error) {
        if (this.giveUp.signal.aborted) throw error;
        if (error instanceof ApiError && !passing.includes(error.status)) {
          this.trouble = undefined;
          throw error;
        }
        this.trouble = wordsOf(error);
        await sleep(wait * (0.5 + Math.random()), undefined, { signal: this.giveUp.signal });
      }
    }
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : wordsOf(error.cause);
}
