import { resolve } from "node:path";
import Type, { type Static } from "typebox";
import { convert, problems } from "./validation/check.ts";

/** An address, a block of them, or a name for such. */
const proxy = "(loopback|linklocal|uniquelocal|[\\da-fA-F]*[.:][\\da-fA-F.:]*(/\\d{1,3})?)";

const Settings = Type.Object({
  HOST: Type.String({ default: "127.0.0.1", description: "Address the server listens on." }),
  PORT: Type.Integer({
    default: 8080,
    minimum: 0,
    maximum: 65535,
    description: "Port the server listens on; 0 takes a free one and prints it.",
  }),
  LEADYARD_DATA: Type.String({
    default: "./data",
    description:
      "Folder of the embedded database and of mails kept as files. Absent: `./data`, or `/var/lib/leadyard` when root starts the program in a folder that other users cannot enter.",
  }),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: "^postgres(ql)?://",
      writeOnly: true,
      description: "A PostgreSQL 18 of your own, `postgres://user:password@host:5432/name`; absent: the embedded one.",
    }),
  ),
  PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: "^https?://",
      description:
        "Address under which others reach the server; mailed links start with it. Absent: the listening address.",
    }),
  ),
  LEADYARD_ADMIN_EMAIL: Type.String({
    default: "admin@leadyard.local",
    pattern: "^\\S+@\\S+$",
    description: "Sign-in name of the first administrator, made at the first start.",
  }),
  LEADYARD_ADMIN_PASSWORD: Type.Optional(
    Type.String({
      minLength: 8,
      writeOnly: true,
      description: "Password of the first administrator; absent: one is made and printed once.",
    }),
  ),
  LEADYARD_CLIENT_ID: Type.Optional(
    Type.String({ minLength: 1, description: "Id of the first API client; absent: one is made and printed once." }),
  ),
  LEADYARD_CLIENT_SECRET: Type.Optional(
    Type.String({
      minLength: 8,
      writeOnly: true,
      description: "Secret of the first API client; absent: one is made and printed once.",
    }),
  ),
  SMTP_URL: Type.Optional(
    Type.String({
      pattern: "^smtps?://",
      writeOnly: true,
      description: "Mail server, `smtp://user:password@host:587`; absent: mails stay in the outbox.",
    }),
  ),
  MAIL_FROM: Type.String({
    default: "Leadyard <leadyard@localhost>",
    pattern: "@",
    description: "Sender of mails.",
  }),
  MAIL_DAYS: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 3650,
    description: "Mails, and files of mails, are kept for so many days.",
  }),
  TRUST_PROXY: Type.String({
    default: "0",
    // `true` would believe whatever a client says of itself.
    pattern: `^(\\d|${proxy}(, *${proxy})*)$`,
    description:
      "Proxies before the server whose `X-Forwarded-For` is believed: how many there are (0 to 9), or their addresses, `10.0.0.1, 10.1.0.0/16`, `loopback`. The client's address counts for throttled sign-ins and request limits; behind a proxy that is not named here all clients share the proxy's.",
  }),
  RATE_LIMITS: Type.Enum(["generous", "ringcx"], {
    default: "generous",
    description:
      "`ringcx` switches on the request windows RingCX documents; `generous` only keeps one client from starving the rest.",
  }),
  LOG_LEVEL: Type.Enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
    default: "info",
    description: "How much is logged, as JSON lines on standard output.",
  }),
});

/** The settings, as README.md documents them from this schema. */
export const settings = Settings.properties;

export type Config = Readonly<Static<typeof Settings>>;

/** Reads the environment. A bad value throws a one-line Error that names it. An empty value counts as absent. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(settings)) {
    given[name] = environment[name] || (schema as { default?: unknown }).default;
    if (given[name] === undefined) delete given[name];
  }
  const config = convert(Settings, given) as Static<typeof Settings>;
  const problem = problems(Settings, config)[0];
  if (problem) {
    // A value with a password in it is not for the log.
    const secret = "writeOnly" in settings[problem.field as keyof typeof settings];
    throw new Error(`${problem.field} is ${secret ? "something else" : problem.got}; it takes ${problem.takes}`);
  }
  config.LEADYARD_DATA = resolve(config.LEADYARD_DATA);
  return Object.freeze(config);
}

/** True if the environment gives the setting. */
export function isSet(name: keyof typeof settings): boolean {
  return Boolean(process.env[name]);
}
