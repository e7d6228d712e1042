import { afterAll, beforeAll, expect, test } from "vitest";
import { buildConsole } from "../../scripts/build-console.ts";
import { type Program, startProgram } from "../support/program.ts";

let program: Program;
beforeAll(async () => {
  await buildConsole();
  program = await startProgram();
});
afterAll(() => program?.stop());

const visit = (path: string) => program.client().request("GET", path, undefined, { accept: "text/html" });

test.each(["/", "/accounts/1/leads?lead=3"])(
  "a browser gets the console at %s, under a strict policy",
  async (path) => {
    const { status, headers, body } = await visit(path);
    expect(status).toBe(200);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/script-src 'self';.*style-src 'self' 'nonce-[^']+'.*frame-ancestors 'none'/);
    expect(policy).not.toContain("unsafe");
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(body).toContain(`<meta name="csp-nonce" content="${nonce}">`);
    expect((await visit(path)).headers.get("content-security-policy")).not.toBe(policy);
  },
);

test("paths that are not the console's get the usual refusal", async () => {
  expect((await visit("/v1/nothing")).body).toMatchObject({ code: "ROUTE_NOT_FOUND" });
  expect((await visit("/voice/api/v1/nothing")).status).toBe(404);
  expect((await visit("/assets/nothing.js")).status).toBe(404);
  const { status } = await program.client().request("GET", "/nothing", undefined, { accept: "application/json" });
  expect(status).toBe(404);
});

test("a first visit loads less than 300 kB of scripts, compressed and cacheable forever", async () => {
  const { body: page } = await visit("/");
  const seen = new Set<string>();
  const wanted = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path as string);
  let bytes = 0;
  for (const path of wanted) {
    if (seen.has(path)) continue;
    seen.add(path);
    const response = await fetch(program.url + path, { headers: { "accept-encoding": "gzip" } });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("cache-control")).toContain("immutable");
    const script = await response.text();
    bytes += Number(response.headers.get("content-length"));
    // The scripts needed at the start, and those of the first page.
    for (const [, file] of script.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) wanted.push(`/assets/${file}`);
    for (const [, file] of script.matchAll(/import\("\.\/(overview-[^"]+\.js)"\)/g)) wanted.push(`/assets/${file}`);
    for (const [, file] of script.matchAll(/import\(`\.\/(overview-[^`]+\.js)`\)/g)) wanted.push(`/assets/${file}`);
  }
  expect([...seen].some((path) => path.includes("overview"))).toBe(true);
  process.stdout.write(`The console's first load: ${Math.round(bytes / 1000)} kB of script, compressed\n`);
  expect(bytes).toBeLessThan(300_000);
});
