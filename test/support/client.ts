/** The HTTP client of tests and their default administrator. */

export const administrator = {
  email: "admin@example.com",
  password: "a password for tests",
  clientId: "test-client",
  clientSecret: "test-client-secret",
};

/** The key of stored secrets in tests. */
export const testKey = Buffer.alloc(32, 7).toString("base64");

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed if it is JSON, text otherwise. */
  // biome-ignore lint/suspicious/noExplicitAny: tests inspect answers of any shape
  body: any;
}

export interface Client {
  /** The token that requests send. */
  token: string;
  /** Sends a request. A plain object becomes a JSON body; URLSearchParams and FormData are sent as such. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** Signs in and returns an access token for the voice API. */
export async function signIn(url: string, username: string, password: string): Promise<string> {
  const { status, body } = await clientOf(url, "").request(
    "POST",
    "/api/auth/login/admin",
    new URLSearchParams({ username, password }),
  );
  if (status !== 200) throw new Error(`sign-in failed: ${JSON.stringify(body)}`);
  return body.accessToken;
}

export function clientOf(url: string, token: string): Client {
  return {
    token,
    async request(method, path, body, headers = {}) {
      const raw = body === undefined || body instanceof URLSearchParams || body instanceof FormData;
      const response = await fetch(url + path, {
        method,
        redirect: "manual",
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(raw || typeof body === "string" ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: raw || typeof body === "string" ? body : JSON.stringify(body) }),
      });
      // An event stream lasts until its reader leaves; use serverSentEvents() to read one.
      const streams = response.headers.get("content-type") === "text/event-stream";
      const text = streams ? "" : await response.text();
      if (streams) await response.body?.cancel();
      const isJson = response.headers.get("content-type")?.includes("json") ?? false;
      return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
    },
  };
}
