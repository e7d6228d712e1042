import { Agent, request } from "node:http";

/** One request of a client with a kept-alive connection. */
export interface Call {
  method: string;
  path: string;
  body?: unknown;
}

export interface Server {
  url: string;
  token?: string;
}

/** Milliseconds per request, and requests per second of all clients together. */
export interface Run {
  times: number[];
  rate: number;
}

/** Has `clients` clients send one request after another until none is left or `signal` aborts. Throws unless every answer is 2xx. */
export async function runClients(
  server: Server,
  clients: number,
  calls: Iterable<Call>,
  signal?: AbortSignal,
): Promise<Run> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  const next = calls[Symbol.iterator]();
  const began = performance.now();
  try {
    const client = async () => {
      for (let call = next.next(); !call.done && !signal?.aborted; call = next.next()) {
        const sent = performance.now();
        await sendRequest(agent, server, call.value);
        times.push(performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
  } finally {
    agent.destroy();
  }
  return { times, rate: (times.length / (performance.now() - began)) * 1000 };
}

/** Sends a request and returns the answer's text. Rejects unless the status is 2xx. */
export async function sendRequest(agent: Agent, { url, token }: Server, { method, path, body }: Call): Promise<string> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return await new Promise((resolve, reject) => {
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(payload === undefined
        ? {}
        : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }),
    };
    const sent = request(url + path, { agent, method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => {
        const status = answer.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(text);
        else reject(new Error(`${method} ${path} answered ${status} ${text}`));
      });
    });
    sent.on("error", reject);
    sent.end(payload);
  });
}
