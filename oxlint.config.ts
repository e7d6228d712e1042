import { defineConfig } from "oxlint";

/** The parts of the program from the lowest to the highest: a part imports only its own layer and those before it. */
const layers = [
  ["db"],
  ["validation", "geography", "dial-queue"],
  ["accounts", "agents", "campaigns", "dispositions", "dnc", "lists"],
  ["mail"],
  ["leads"],
  ["dialer"],
  ["worker"],
  ["jobs"],
  ["http"],
];

const driver = { group: ["pg", "pg/*", "pg-*", "node-pg-migrate"], message: "Only db/ talks to the driver." };
const fastify = {
  group: ["fastify", "fastify-*", "fastify/*", "@fastify/*", "@scalar/fastify-*"],
  message: "Only http/ knows Fastify.",
};
const tests = { regex: "(^|/)test/|\\.test\\.ts$", message: "The program imports nothing from its tests." };
const environment = ["process", "node:process"].map((name) => ({
  name,
  importNames: ["env", "default"],
  message: "Only config.ts reads the environment.",
}));

interface Pattern {
  group?: string[];
  regex?: string;
  message: string;
  allowTypeImports?: boolean;
}

/**
 * Forbids imports in these files, on top of what no file may import; `except` lifts one of those. An override replaces the rule's earlier
 * options, so each repeats them all.
 */
function forbid(files: string[], patterns: Pattern[], except?: Pattern) {
  const always = [driver, fastify, tests].filter((pattern) => pattern !== except);
  return { files, rules: restricted({ paths: environment, patterns: [...always, ...patterns] }) };
}

function restricted(options: { paths?: typeof environment; patterns: Pattern[] }) {
  return { "no-restricted-imports": ["error", options] as ["error", typeof options] };
}

/** Imports from these folders of `src/`, from what stands outside of it, or from `server.ts`, by a relative path. */
function from(folders: string[], message: string): Pattern {
  const outside = ["clients", "demo", "scripts"];
  return {
    regex: `^\\.\\.?/(.*/)?(${[...folders, ...outside].map((name) => `${name}/`).join("|")}|server\\.ts$)`,
    message,
  };
}

/** Every folder above this one. */
const above = (folder: string) => layers.slice(layers.findIndex((layer) => layer.includes(folder)) + 1).flat();

const belowLeads = from(above("leads"), "leads is below http, jobs and dialer; enqueue through db/.");

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "node", "promise"],
  categories: { correctness: "error" },
  rules: {
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/await-thenable": "error",
    "node/no-process-env": "error",
    // Cycles of types count too: they make modules impossible to read one at a time.
    "import/no-cycle": ["error", { ignoreTypes: false }],
  },
  overrides: [
    {
      files: ["src/config.ts", "test/**", "bench/**", "*.config.ts"],
      rules: { "node/no-process-env": "off" },
    },
    forbid(["clients/**", "demo/**", "scripts/**"], []),
    forbid(["src/*.ts"], [from(above("validation"), "Files in src/ itself import only db and validation.")]),
    forbid(["src/server.ts"], [from([], "Clients and the demo start the server, not the other way around.")], fastify),
    forbid(["src/db/**"], [from(above("db"), "db knows nothing about the rest of the program.")], driver),
    forbid(
      ["src/dial-queue/**"],
      [from(above("dial-queue"), "The dial queue imports db only; callers pass it the rules.")],
    ),
    forbid(["src/validation/**", "src/geography/**"], [from(above("geography"), "This is below everything but db.")]),
    forbid(
      layers[2]!.map((noun) => `src/${noun}/**`),
      [from(above("accounts"), "The nouns import only db and each other.")],
    ),
    forbid(["src/mail/**"], [from(above("mail"), "mail is below leads; enqueue through db/.")]),
    forbid(["src/leads/**"], [belowLeads]),
    forbid(
      ["src/leads/actions/*.ts"],
      [
        belowLeads,
        { regex: "^\\./|/actions/", message: "A lead action never imports another one." },
        {
          group: ["**/engine/*", "!**/engine/journal.ts", "!**/engine/erase-texts.ts"],
          message: "The engine runs lead actions; they import only its journal and what erases from it.",
        },
      ],
    ),
    forbid(["src/dialer/**"], [from(above("dialer"), "dialer is beside jobs and below http; enqueue through db/.")]),
    forbid(
      ["src/worker/**"],
      [from([...layers.slice(2, 6).flat(), "jobs", "http"], "worker runs the jobs it finds and imports none.")],
    ),
    forbid(["src/jobs/**"], [from(["http"], "Jobs do not import http.")]),
    forbid(["src/http/**"], [from(["worker", "jobs"], "http enqueues through db/ and never imports jobs.")], fastify),
    forbid(
      ["clients/simulate/**"],
      [
        {
          group: ["../*", "../*/**", "!../seeded-random.ts", "!../../src/dialer/pacing.ts"],
          message: "The simulator is a client: it knows the HTTP API, and the pacing that any dialer may use.",
        },
      ],
    ),
    {
      files: ["console/**"],
      rules: restricted({
        patterns: [{ regex: "(^|/)src/", message: "The console knows only types of the API.", allowTypeImports: true }],
      }),
    },
    { files: ["**/*.test.ts", "test/**", "bench/**"], rules: { "no-restricted-imports": "off" } },
    {
      files: ["test/wire/**"],
      rules: restricted({
        patterns: [
          {
            regex: "(^|/)src/",
            message: "A black-box test knows a base URL and nothing about the program's modules.",
          },
          {
            group: [
              "**/support/**",
              "!**/support/run-program.ts",
              "!**/support/client.ts",
              "!**/support/mail-server.ts",
              "!**/support/files/unzip.ts",
            ],
            message: "A black-box test runs against a running program and looks into no database.",
          },
        ],
      }),
    },
  ],
  ignorePatterns: ["node_modules", "data"],
});
