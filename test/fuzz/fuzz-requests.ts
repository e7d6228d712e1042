import { request } from "node:http";
import { type SeededRandom, seededRandomFor } from "../../clients/seeded-random.ts";
import { hostileBodies, hostileValues } from "./hostile-values.ts";
import { type Operation, readOperations } from "./operations.ts";
import { type Known, valueFor } from "./value-for.ts";

interface FuzzOptions {
  url: string;
  /** Tokens of users with different roles; an empty one sends none. */
  tokens: readonly string[];
  known: Known;
  requests: number;
  seed: number;
  /** Milliseconds a response may take. */
  patience: number;
}

/** A response that no request may get. */
interface Finding {
  number: number;
  problem: string;
  request: string;
  response: string;
}

export interface FuzzResult {
  /** How many requests got each status. */
  statuses: Map<number, number>;
  /** How many operations were requested. */
  operations: number;
  slowest: { milliseconds: number; request: string };
  findings: Finding[];
}

const clients = 4;

/**
 * Sends random requests for the operations of both OpenAPI documents, most of them nearly right, and lists the responses
 * that are wrong whatever was sent: errors of the server, leaks, errors in another format, and slow ones. Request
 * `number` is the same for the same seed and documents.
 */
export async function fuzzRequests(options: FuzzOptions): Promise<FuzzResult> {
  const operations = (await readOperations(options.url)).filter(isHarmless);
  const result: FuzzResult = {
    statuses: new Map(),
    operations: operations.length,
    slowest: { milliseconds: 0, request: "" },
    findings: [],
  };
  let next = 0;
  const client = async () => {
    while (next < options.requests) {
      const number = next++;
      const random = seededRandomFor(options.seed, number);
      // Each operation has its turn.
      const operation = operations[number % operations.length] as Operation;
      await sendOne(options, requestFor(operation, random, options), number, result);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return result;
}

/** Requests that would end the fuzzer's own sessions and tokens, or close its account. */
function isHarmless({ method, path }: Operation): boolean {
  return (
    !(method === "DELETE" && /\/(session|sessions|token|tokens)\b/.test(path)) &&
    !/close$|password|credentials$/.test(path)
  );
}

interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

function requestFor(operation: Operation, random: SeededRandom, { tokens, known }: FuzzOptions): Sent {
  // Half of the requests have one odd value in ten, the others one in fifty.
  const oddity = random.pick([10, 50]);
  const value = (name: string, schema: object) => valueFor(schema, random, known, oddity, name);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(textOf(pathValue(name, random, known))),
  );
  const query = operation.parameters
    .filter((one) => one.in === "query" && random.percent(40))
    .map(({ name, schema }) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(value(name, schema)))}`);
  const token = random.pick(tokens);
  const [type, schema] = Object.entries(operation.bodies)[0] ?? [];
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  let body: string | undefined;
  if (type !== undefined || random.percent(5)) {
    headers["content-type"] = random.percent(97)
      ? (type ?? "application/json")
      : random.pick(["text/plain", "application/xml", "application/json; charset=utf-16", ""]);
    body = random.percent(5)
      ? random.pick(hostileBodies)
      : bodyText(headers["content-type"], value("body", schema ?? {}));
  }
  if (random.percent(3)) headers["idempotency-key"] = random.pick(["k1", "x".repeat(300), "ü", " "]);
  if (random.percent(3))
    headers.prefer = random.pick(["respond-async", "wait=99999999", ";;;", "respond-async, wait=0"]);
  return { method: operation.method, path: path + (query.length > 0 ? `?${query.join("&")}` : ""), headers, body };
}

function pathValue(name: string, random: SeededRandom, known: Known): unknown {
  const ids = known[name];
  if (ids && random.percent(80)) return random.pick(ids);
  return random.percent(50) ? random.int(1, 3000) : random.pick(hostileValues);
}

const textOf = (value: unknown): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.toWellFormed().slice(0, 2000);
};

function bodyText(type: string, value: unknown): string {
  if (!type.startsWith("application/x-www-form-urlencoded")) return JSON.stringify(value);
  const fields = Object.entries(typeof value === "object" && value !== null ? value : { value });
  return new URLSearchParams(Object.fromEntries(fields.map(([name, field]) => [name, textOf(field)]))).toString();
}

async function sendOne(options: FuzzOptions, sent: Sent, number: number, result: FuzzResult): Promise<void> {
  const startedAt = performance.now();
  const { status, text, type } = await send(options.url, sent).catch((error: Error) => ({
    status: 0,
    text: String(error),
    type: "",
  }));
  const milliseconds = Math.round(performance.now() - startedAt);
  const description = `${sent.method} ${sent.path} ${(sent.body ?? "").slice(0, 500)}`;
  result.statuses.set(status, (result.statuses.get(status) ?? 0) + 1);
  if (milliseconds > result.slowest.milliseconds) result.slowest = { milliseconds, request: description };
  const problem =
    problemOf(status, text, type, sent.path) ?? (milliseconds > options.patience ? `${milliseconds} ms` : undefined);
  if (problem) result.findings.push({ number, problem, request: description, response: text.slice(0, 500) });
}

function problemOf(status: number, text: string, type: string, path: string): string | undefined {
  if (status === 0) return "no response";
  if (status >= 500) return `status ${status}`;
  if (/node_modules|\bat \w+.*\.ts:\d+|pg_catalog|DatabaseError|syntax error at or near/.test(text))
    return "leaks internals";
  if (text.includes("a number or date in it is out of range")) return "refused by the database, not by name";
  if (status < 400) return undefined;
  const field = path.startsWith("/v1/") ? "code" : path.startsWith("/restapi/") ? "error" : "errorCode";
  const isOurs = /json/.test(type) && typeof (JSON.parse(text) as Record<string, unknown>)[field] === "string";
  return isOurs ? undefined : "an error in another format";
}

/** Sends a request and reads at most 1 MB of the response: streams never end. */
function send(
  url: string,
  { method, path, headers, body }: Sent,
): Promise<{ status: number; text: string; type: string }> {
  // Node would send the body of a GET without saying that there is one.
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sending = request(url + path, { method, headers: { ...headers, ...length } }, (response) => {
      const type = response.headers["content-type"] ?? "";
      const chunks: Buffer[] = [];
      const done = () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString(), type });
      if (type.startsWith("text/event-stream")) {
        sending.destroy();
        done();
        return;
      }
      response.on("data", (chunk: Buffer) => {
        if (chunks.length < 100) chunks.push(chunk);
      });
      response.on("end", done);
      response.on("error", reject);
    });
    sending.on("error", reject);
    sending.end(body);
  });
}
