import { pino } from "pino";

// The rows and values that a failed statement was about, which PostgreSQL adds to its errors.
const aboutValues = ["detail", "where", "hint", "internalQuery", "parameters"];

// Tokens in addresses, and what a URL gives as its user and password.
const secrets = /(\/(?:downloads|invitations?|codes|reset)\/|:\/\/)[^\s/?"'@]{8,}(@?)/g;

/** An error as it is logged: without the values that a failed statement was about, and without secrets in addresses. */
export function loggedError(error: unknown): unknown {
  return error instanceof Error ? cleaned(pino.stdSerializers.err(error)) : error;
}

/** What the log shows of a job's payload: its ids. A text may be what somebody typed, such as an email address. */
export function loggedPayload(payload: unknown): object {
  return Object.fromEntries(Object.entries(payload ?? {}).filter(([, part]) => typeof part === "number"));
}

function cleaned(value: object): object {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !aboutValues.includes(name))
      .map(([name, part]) => [name, typeof part === "string" ? maskSecrets(part) : part]),
  );
}

function maskSecrets(text: string): string {
  return text.replace(secrets, (all, start: string, at: string) =>
    start === "://" && at === "" ? all : `${start}…${at}`,
  );
}
