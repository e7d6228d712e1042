import { resolve } from "node:path";
import Type, { type Static } from "typebox";
import { convert, problems } from "./validation/check.ts";

/** An address, a block of addresses, or a name that stands for blocks. */
const proxy = "(loopback|linklocal|uniquelocal|[\\da-fA-F]*[.:][\\da-fA-F.:]*(/\\d{1,3})?)";

const quota = (byDefault: number, description: string) =>
  Type.Integer({
    default: byDefault,
    minimum: 0,
    maximum: 1_000_000_000,
    description,
  });

const groupRole = " *[^=, ][^=,]*=(viewer|dialer|manager|admin)@\\d{1,15} *";

const Settings = Type.Object({
  HOST: Type.String({ default: "127.0.0.1", description: "Address the server listens on." }),
  PORT: Type.Integer({
    default: 8080,
    minimum: 0,
    maximum: 65535,
    description: "Port the server listens on; 0 picks a free one and prints it.",
  }),
  LEADYARD_DATA: Type.String({
    default: "./data",
    description:
      "Folder for the embedded database, and for emails that are kept as files. If absent, `./data`, or `/var/lib/leadyard` if root starts the program in a folder that other users cannot enter.",
  }),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: "^postgres(ql)?://",
      writeOnly: true,
      description:
        "Your own PostgreSQL 18, `postgres://user:password@host:5432/name`; if absent, the embedded one is used.",
    }),
  ),
  DATABASE_OWNER_URL: Type.Optional(
    Type.String({
      pattern: "^postgres(ql)?://",
      writeOnly: true,
      description:
        "The same database for the role that owns its tables, which migrates them and gives the role of `DATABASE_URL` only the rights it needs; if absent, that role does both.",
    }),
  ),
  LEADYARD_KEY: Type.Optional(
    Type.String({
      pattern: "^[A-Za-z0-9+/]{43}=(, *[A-Za-z0-9+/]{43}=)*$",
      writeOnly: true,
      description:
        "Key under which secrets are stored in the database: 32 random bytes in base64, as `openssl rand -base64 32` prints. Several, separated by commas: the first one is used for new secrets, the others only for reading.",
    }),
  ),
  LEADYARD_KEY_FILE: Type.Optional(
    Type.String({
      description:
        "File with such keys, one per line, if `LEADYARD_KEY` is absent. If absent, `leadyard.key` in the data folder; created at the first start. Backups do not contain it.",
    }),
  ),
  PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: "^https?://",
      description:
        "Address under which others reach the server; links in emails start with it. If absent, the address it listens on.",
    }),
  ),
  LEADYARD_ADMIN_EMAIL: Type.String({
    default: "admin@leadyard.local",
    pattern: "^[^\\s@]+@[^\\s@]+$",
    description: "Sign-in name of the first administrator, who is created at the first start.",
  }),
  LEADYARD_ADMIN_PASSWORD: Type.Optional(
    Type.String({
      minLength: 8,
      writeOnly: true,
      description:
        "Password of the first administrator: at least 12 characters, and not easily guessed; if absent, one is generated and printed once.",
    }),
  ),
  LEADYARD_CLIENT_ID: Type.Optional(
    Type.String({
      minLength: 1,
      description: "Id of the first API client; if absent, one is generated and printed once.",
    }),
  ),
  LEADYARD_CLIENT_SECRET: Type.Optional(
    Type.String({
      minLength: 8,
      writeOnly: true,
      description:
        "Secret of the first API client, of at least 16 characters; if absent, one is generated and printed once.",
    }),
  ),
  OIDC_ISSUER: Type.Optional(
    Type.String({
      pattern: "^(https://|http://(localhost|127\\.0\\.0\\.1)(:|/|$))",
      description:
        "Address of an OpenID Connect provider, at which users can then sign in; register `PUBLIC_URL/v1/session/oidc/callback` there. If absent, users sign in with passwords only.",
    }),
  ),
  OIDC_CLIENT_ID: Type.Optional(
    Type.String({ minLength: 1, description: "Client id that the provider gave Leadyard; needed with `OIDC_ISSUER`." }),
  ),
  OIDC_CLIENT_SECRET: Type.Optional(
    Type.String({ minLength: 1, writeOnly: true, description: "Client secret that the provider gave, if any." }),
  ),
  OIDC_NAME: Type.String({
    default: "single sign-on",
    minLength: 1,
    maxLength: 60,
    description: "What the console calls the provider: Sign in with ….",
  }),
  OIDC_SCOPES: Type.String({
    default: "openid email profile",
    pattern: "(^| )openid( |$)",
    description: "Scopes to ask for; many providers need one for groups.",
  }),
  OIDC_GROUPS_CLAIM: Type.String({
    default: "groups",
    minLength: 1,
    description: "Claim with the names of a user's groups.",
  }),
  OIDC_ROLES: Type.Optional(
    Type.String({
      pattern: `^${groupRole}(,${groupRole})*$`,
      description:
        "Roles on accounts that groups give, such as `sales-admins=admin@1, agents=dialer@1`; needed with `OIDC_ISSUER`. At each such sign-in, a user gets exactly these roles; a new user's home is the first account.",
    }),
  ),
  OIDC_TRUST_EMAIL: Type.Enum(["verified", "always"], {
    default: "verified",
    description:
      "`always` takes the provider's word for email addresses that it does not call verified. Anybody who can choose an address there can then sign in as the user with it.",
  }),
  SMTP_URL: Type.Optional(
    Type.String({
      pattern: "^smtps?://",
      writeOnly: true,
      description: "Mail server, `smtp://user:password@host:587`; if absent, emails stay in the outbox, as files.",
    }),
  ),
  MAIL_FROM: Type.String({
    default: "Leadyard <leadyard@localhost>",
    pattern: "@",
    description: "Sender of emails.",
  }),
  MAIL_DAYS: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 3650,
    description: "How many days emails, and their files, are kept.",
  }),
  TRUST_PROXY: Type.String({
    default: "0",
    // `true` would let any client claim any address.
    pattern: `^(\\d|${proxy}(, *${proxy})*)$`,
    description:
      "Proxies in front of the server whose `X-Forwarded-For` is trusted: their number (0 to 9), or their addresses, such as `10.0.0.1, 10.1.0.0/16` or `loopback`. Throttled sign-ins and request limits go by the client's address; behind a proxy that isn't listed here, all clients share the proxy's.",
  }),
  RATE_LIMITS: Type.Enum(["generous", "ringcx"], {
    default: "generous",
    description:
      "`ringcx` applies the request limits that RingCX documents; `generous` only keeps one client from starving the others.",
  }),
  ACCOUNT_TURNS: Type.Integer({
    default: 2,
    minimum: 1,
    maximum: 100,
    description:
      "How many searches, and how many loads, one account may have running at once on an instance; more wait for their turn.",
  }),
  QUOTA_LEAD_FILES: quota(1000, "How many uploaded files an account may have at a time; each is kept for a day."),
  QUOTA_LEAD_FILE_MB: quota(20_480, "How many megabytes the rows of an account's uploaded files may take."),
  QUOTA_EXPORTS: quota(1000, "How many exports an account may have at a time."),
  QUOTA_EXPORT_MB: quota(51_200, "How many megabytes an account's exports may take."),
  QUOTA_API_TOKENS: quota(200, "How many API tokens a user may have."),
  QUOTA_JWT_CREDENTIALS: quota(200, "How many JWT credentials a user may have."),
  QUOTA_SAVED_SEARCHES: quota(500, "How many saved searches a user may have."),
  QUOTA_CAMPAIGNS: quota(10_000, "How many campaigns an account may have."),
  QUOTA_OTHERS: quota(
    100_000,
    "How many lists, dispositions, dial groups, agents, agent groups, users, API clients, do-not-call tags, and holidays each an account may have, and how many accounts a main account. Leads and do-not-call entries have no limit.",
  ),
  LOG_LEVEL: Type.Enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
    default: "info",
    description: "How much to log, as JSON lines on standard output.",
  }),
});

/** The settings. README.md documents them from this schema. */
export const settings = Settings.properties;

export type Config = Readonly<Static<typeof Settings>>;

/** Reads the environment; an empty value counts as absent. Throws a one-line Error that names a bad value's setting. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const environmentValues: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(settings)) {
    environmentValues[name] = environment[name] || (schema as { default?: unknown }).default;
    if (environmentValues[name] === undefined) delete environmentValues[name];
  }
  const config = convert(Settings, environmentValues) as Static<typeof Settings>;
  const problem = problems(Settings, config)[0];
  if (problem) {
    // Don't put a value that may contain a password in the log.
    const secret = "writeOnly" in settings[problem.field as keyof typeof settings];
    throw new Error(`${problem.field} is ${secret ? "invalid" : problem.got}; it takes ${problem.takes}`);
  }
  if (config.DATABASE_OWNER_URL !== undefined && config.DATABASE_URL === undefined)
    throw new Error("DATABASE_OWNER_URL is set, but DATABASE_URL is not; it takes both, or neither");
  for (const name of ["OIDC_CLIENT_ID", "OIDC_ROLES"] as const) {
    if (config.OIDC_ISSUER !== undefined && config[name] === undefined)
      throw new Error(`${name} is missing; it is needed with OIDC_ISSUER`);
  }
  config.LEADYARD_DATA = resolve(config.LEADYARD_DATA);
  return Object.freeze(config);
}

/** True if the environment gives the setting. */
export function isSet(name: keyof typeof settings): boolean {
  return Boolean(process.env[name]);
}
