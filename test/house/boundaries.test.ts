import { execFile } from "node:child_process";
import { appendFile, cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** A rule, a file that breaks it, and part of the linter's expected message. */
interface Violation {
  rule: string;
  file: string;
  text: string;
  finds: string;
}

const planted: Violation[] = [];
let count = 0;

/** Plants a violation in each file; `x` in its name is replaced by a unique name. */
function plant(rule: string, finds: string, places: Record<string, string | string[]>): void {
  for (const [file, texts] of Object.entries(places))
    for (const text of [texts].flat()) planted.push({ rule, file: file.replace(/\bx\b/, `x${++count}`), text, finds });
}

/** An import under a unique name. */
function takes(name: string): string {
  return `import { it as it${++count} } from "${name}";\nexport const its${count} = it${count};`;
}

const pgAt = ["src/x.ts", "src/accounts/x.ts", "src/leads/load/x.ts", "src/leads/actions/x.ts", "src/http/x.ts"];
const everyPart = [
  ...pgAt,
  "src/mail/x.ts",
  "src/worker/x.ts",
  "src/jobs/x.ts",
  "src/dialer/x.ts",
  "demo/x.ts",
  "clients/x.ts",
  "clients/simulate/x.ts",
  "scripts/x.ts",
];
plant(
  "only db talks to the driver",
  "Only db/ talks to the driver",
  Object.fromEntries([...everyPart, "src/server.ts"].map((file) => [file, [takes("pg"), takes("pg-query-stream")]])),
);
plant(
  "only http knows Fastify",
  "Only http/ knows Fastify",
  Object.fromEntries(
    [...everyPart.filter((file) => !file.startsWith("src/http/")), "src/db/x.ts"].map((file) => [
      file,
      [takes("fastify"), takes("@fastify/multipart")],
    ]),
  ),
);
plant("config alone reads the environment", "Disallowed usage of `process.env`", {
  "src/leads/x.ts": "export const port = process.env.PORT;",
  "src/server.ts": "export const port = process.env.PORT;",
  "demo/x.ts": "export const port = process.env.PORT;",
});
plant("config alone reads the environment, by import too", "Only config.ts reads the environment", {
  "src/http/x.ts": 'import { env } from "node:process";\nexport const port = env.PORT;',
  "src/db/x.ts": 'import process from "node:process";\nexport const port = process;',
});
plant("db knows nothing about the rest", "db knows nothing about the rest", {
  "src/db/x.ts": [
    "../leads/action.ts",
    "../accounts/caller.ts",
    "../http/v1/x.ts",
    "../worker/job.ts",
    "../server.ts",
  ].map(takes),
  "src/db/inner/x.ts": takes("../../mail/outbox.ts"),
});
plant("files in src itself import only db and validation", "Files in src/ itself import only db", {
  "src/x.ts": ["./leads/state.ts", "./http/app.ts", "./accounts/caller.ts", "./server.ts"].map(takes),
});
plant("validation and geography are below the nouns", "This is below everything but db", {
  "src/validation/x.ts": takes("../leads/state.ts"),
  "src/geography/x.ts": takes("../accounts/caller.ts"),
});
plant("the dial queue imports db only", "The dial queue imports db only", {
  "src/dial-queue/x.ts": ["../leads/state.ts", "../campaigns/campaigns.ts", "../dialer/claims/claim.ts"].map(takes),
});
plant("nouns import db and each other", "The nouns import only db and each other", {
  "src/campaigns/x.ts": takes("../leads/state.ts"),
  "src/lists/x.ts": takes("../http/app.ts"),
  "src/agents/x.ts": takes("../jobs/send-mail.ts"),
  "src/dispositions/x.ts": takes("../dialer/claim.ts"),
  "src/dnc/x.ts": takes("../mail/outbox.ts"),
  "src/accounts/inner/x.ts": takes("../../leads/state.ts"),
});
plant("mail is below leads", "mail is below leads", {
  "src/mail/x.ts": ["../leads/state.ts", "../jobs/send-mail.ts", "../worker/job.ts", "../http/app.ts"].map(takes),
});
plant("leads is below http, jobs and dialer", "leads is below http, jobs and dialer", {
  "src/leads/x.ts": [
    "../http/app.ts",
    "../jobs/send-mail.ts",
    "../dialer/claim.ts",
    "../worker/job.ts",
    "../../demo/fill.ts",
  ].map(takes),
  "src/leads/export/x.ts": takes("../../jobs/send-mail.ts"),
  "src/leads/actions/x.ts": takes("../../http/app.ts"),
});
plant("a lead action never imports another", "A lead action never imports another one", {
  "src/leads/actions/x.ts": [takes("./cancel-leads.ts"), takes("../actions/cancel-leads.ts")],
});
plant("a lead action imports the journal of the engine only", "they import only its journal", {
  "src/leads/actions/x.ts": takes("../engine/begin-action.ts"),
});
plant("dialer is below http", "dialer is beside jobs and below http", {
  "src/dialer/x.ts": ["../http/app.ts", "../jobs/send-mail.ts"].map(takes),
});
plant("worker imports no job", "worker runs the jobs it finds", {
  "src/worker/x.ts": ["../jobs/send-mail.ts", "../leads/state.ts", "../mail/outbox.ts"].map(takes),
});
plant("jobs do not import http", "Jobs do not import http", { "src/jobs/x.ts": takes("../http/app.ts") });
plant("http never imports jobs", "never imports jobs", {
  "src/http/v1/things/x.ts": [
    "../../../jobs/send-mail.ts",
    "../../../worker/start-jobs.ts",
    "../../../server.ts",
    "../../../../demo/fill.ts",
    "../../../../clients/simulate/api.ts",
  ].map(takes),
});
plant("the simulator is a client", "The simulator is a client", {
  "clients/simulate/x.ts": [
    "../../src/leads/state.ts",
    "../../src/server.ts",
    "../../src/dialer/claims/claim.ts",
    "../../demo/fill.ts",
    "../../src/db/sql.ts",
  ].map(takes),
});
plant("the program does not import its clients", "Jobs do not import http", {
  "src/jobs/x.ts": takes("../../clients/simulate/day.ts"),
});
plant("server does not import what starts it", "Clients and the demo start the server", {
  "src/server.ts": [
    takes("../demo/fill.ts"),
    takes("../clients/simulate/api.ts"),
    takes("../scripts/build-console.ts"),
  ],
});
plant("the program imports nothing from its tests", "The program imports nothing from its tests", {
  "src/leads/x.ts": takes("../../test/support/leads.ts"),
  "demo/x.ts": takes("../test/support/leads.ts"),
  "src/http/wire/x.ts": takes("./y.test.ts"),
});
plant("a black-box test imports nothing of src", "A black-box test", {
  "test/wire/x.test.ts": ["../../src/leads/state.ts", "../support/database.ts", "../support/program.ts"].map(takes),
});
plant("the console knows types of the API only", "The console knows only types of the API", {
  "console/pages/leads/x.ts": takes("../../../src/http/app.ts"),
});
plant("a promise is not forgotten", "Promises must be awaited", {
  "src/leads/x.ts": "async function go() {}\nexport function begin() {\n  go();\n}",
});
plant("a promise is no condition", "Expected non-Promise value in a boolean conditional", {
  "src/http/x.ts": "async function allowed() {\n  return false;\n}\nexport const it = allowed() ? 1 : 2;",
});

/** Imports that each part may have and does have. */
const clean: Record<string, string> = {
  "src/db/clean.ts": `${takes("pg")}\nexport { it as other } from "./sql.ts";`,
  "src/config.ts": "export const port = process.env.PORT;",
  "src/clean.ts": takes("./db/sql.ts"),
  "src/agents/clean.ts": `${takes("../campaigns/dial-groups.ts")}\nexport { other } from "../db/database.ts";`,
  "src/mail/clean.ts": takes("../accounts/caller.ts"),
  "src/leads/clean.ts": `${takes("../mail/outbox.ts")}\nexport { other } from "./actions/cancel-leads.ts";`,
  "src/leads/actions/clean.ts": `${takes("../engine/journal.ts")}\nexport { other } from "../../db/sql.ts";`,
  "src/dialer/clean.ts": takes("../leads/state.ts"),
  "src/jobs/clean.ts": `${takes("../worker/job.ts")}\nexport { other } from "../leads/state.ts";`,
  "src/http/clean.ts": `${takes("fastify")}\nexport { other } from "../dialer/claims/claim.ts";`,
  "demo/clean.ts": `${takes("../src/server.ts")}\nexport { other } from "../src/leads/state.ts";`,
  "clients/simulate/clean.ts": `${takes("../../src/dialer/pacing.ts")}\nexport { other } from "./day.ts";`,
  "src/leads/clean.test.ts": takes("../support/database.ts"),
  "test/support/clean.ts": `${takes("pg")}\nexport const path = process.env.PATH;`,
  "test/wire/clean.test.ts": takes("../support/run-program.ts"),
  "console/clean.ts": 'import type { Answer } from "../src/http/v1/answer.ts";\nexport type Its = Answer;',
};

const circle = {
  "src/leads/circle-a.ts": 'import { b } from "./circle-b.ts";\nexport const a = () => b;',
  "src/leads/circle-b.ts": 'import { a } from "./circle-a.ts";\nexport const b = () => a;',
  "src/leads/circle-c.ts": 'import type { D } from "./circle-d.ts";\nexport type C = D[];',
  "src/leads/circle-d.ts": 'import type { C } from "./circle-c.ts";\nexport type D = C | string;',
};

let folder: string;
let said: Map<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leadyard-boundaries-"));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  for (const file of ["tsconfig.json", "package.json", "oxlint.config.ts"])
    await cp(join(root, file), join(folder, file));
  const files = [...planted.map(({ file, text }) => [file, text] as const), ...Object.entries({ ...clean, ...circle })];
  for (const [file, text] of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await appendFile(join(folder, file), `${text}\n`);
  }
  // The linter also lists its own configuration.
  said = await lint(folder, new Set(files.map(([file]) => file)).size + 1);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The linter's messages by file of a folder. Asserts that it has read every file. */
async function lint(cwd: string, files: number): Promise<Map<string, string>> {
  const output = await new Promise<string>((resolve) => {
    const args = ["--type-aware", "--format", "json"];
    execFile(join(root, "node_modules/.bin/oxlint"), args, { cwd, timeout: 100_000 }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  const report = JSON.parse(output) as {
    diagnostics: { message: string; help?: string; filename: string }[];
    number_of_files: number;
  };
  expect(report.number_of_files).toBe(files);
  const texts = new Map<string, string>();
  for (const { filename, message, help } of report.diagnostics)
    texts.set(filename, `${texts.get(filename) ?? ""}${message} ${help ?? ""}\n`);
  return texts;
}

test.each(planted)("$rule: $file", ({ file, finds }) => {
  expect(said.get(file)).toContain(finds);
});

test("modules do not import each other in a circle, not even types", () => {
  for (const file of Object.keys(circle)) expect(said.get(file)).toContain("Dependency cycle");
});

test.each(Object.keys(clean))("the linter accepts what %s does", (file) => {
  expect(said.get(file)).toBeUndefined();
});
