import { parseArgs } from "node:util";

/** What `npm run simulate` was asked for. */
export interface Options {
  url: string;
  signIn: { token: string } | { email: string; password: string };
  /** An id, or `~` for one's own. */
  account: string;
  /** None: all that are active. */
  dialGroups: number[];
  /** At most so many of each dial group. */
  agents: number;
  /** How many seconds pass in one. */
  speed: number;
  seed: number;
  /** How much more often people answer than usual. */
  answers: number;
  /** The hour of the day it is taken for everywhere; absent: the hour where the lead lives. */
  hour: number | undefined;
  /** Calls to each agent who waits; absent: ahead of the agents, by the target of the campaigns. */
  ratio: number | undefined;
  /** Ends after so many minutes. */
  minutes: number;
}

export const help = `A simulated floor: agents and a carrier that dial Leadyard's leads over its HTTP API, as any dialer does. Nobody is called.

    npm run simulate -- --email dana@example.com --password …
    npm run simulate -- --token … --dial-group 1 --speed 10

  --url URL          the server; http://127.0.0.1:8080 unless said otherwise
  --token TOKEN      an API token, with the role dialer at least
  --email, --password   or someone to sign in as
  --account ID       the account; one's own unless said otherwise
  --dial-group ID    a dial group to work for; again for more; all active ones unless said otherwise
  --agents N         at most so many agents of each dial group
  --speed N          seconds that pass in one, 1 to 100; 1 unless said otherwise
  --seed N           another number, another chance; the same call of a lead ends the same way each time
  --answers N        people answer N times as often as usual
  --hour N           people answer as at this hour of the day, 0 to 23, wherever they live
  --ratio N          N calls to each agent who waits, instead of predictive pacing
  --minutes N        ends after so many minutes
  --help             this

Dial groups in PREDICTIVE mode are dialed ahead of their agents so that the least targetAbandonRate of their campaigns is held, POWER
with two calls to each agent who waits, TCPA_SAFE_MODE with one; in PREVIEW and CLICK_TO_TALK each agent fetches leads and calls them.

With --speed the ringing, the talks and the work after them are shorter, and nothing else is: the server's clock is the real one. Calling
windows, pass delays, callbacks and leases stay as long as they are, so that a campaign is worked off sooner, and its leads rest as long
as ever.

Ctrl-C ends it: calls that ring are released, and those that are answered completed. A server that is away is tried again until it is back.
`;

/** A bad argument, in words. */
export class BadArgument extends Error {}

/** Reads the arguments; undefined: help is asked for. Throws BadArgument. */
export function readOptions(args: string[]): Options | undefined {
  const { values } = parsed(args);
  if (values.help) return undefined;
  const { url, token, email, password } = values;
  if (!/^https?:\/\/[^/]+/.test(url)) throw bad("url", url, "an address such as http://127.0.0.1:8080");
  return {
    url: url.replace(/\/+$/, ""),
    signIn: signInOf(token, email, password),
    account: values.account === "~" ? "~" : String(number("account", values.account, 1, Number.MAX_SAFE_INTEGER)),
    dialGroups: (values["dial-group"] ?? []).map((id) => number("dial-group", id, 1, Number.MAX_SAFE_INTEGER)),
    agents: number("agents", values.agents, 1, 1000),
    speed: number("speed", values.speed, 1, 100, "a number"),
    seed: number("seed", values.seed, 0, 2 ** 31 - 1),
    answers: number("answers", values.answers, 0, 20, "a number"),
    hour: optional("hour", values.hour, 0, 23),
    ratio: optional("ratio", values.ratio, 1, 20),
    minutes:
      values.minutes === undefined ? Number.POSITIVE_INFINITY : number("minutes", values.minutes, 0, 1e6, "a number"),
  };
}

function parsed(args: string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args,
      options: {
        help: { type: "boolean", short: "h" },
        url: { ...text, default: "http://127.0.0.1:8080" },
        token: text,
        email: text,
        password: text,
        account: { ...text, default: "~" },
        "dial-group": { ...text, multiple: true },
        agents: { ...text, default: "1000" },
        speed: { ...text, default: "1" },
        seed: { ...text, default: "1" },
        answers: { ...text, default: "1" },
        hour: text,
        ratio: text,
        minutes: text,
      },
    });
  } catch (error) {
    throw new BadArgument(`${error instanceof Error ? error.message : String(error)}. See --help.`);
  }
}

function signInOf(token: string | undefined, email: string | undefined, password: string | undefined) {
  if (token !== undefined && (email !== undefined || password !== undefined))
    throw new BadArgument("--token and --email are two ways to sign in; give one.");
  if (token !== undefined) return { token };
  if (email === undefined || password === undefined)
    throw new BadArgument("Who dials? Give --token, or --email and --password. See --help.");
  return { email, password };
}

const bad = (name: string, got: string, takes: string) =>
  new BadArgument(`--${name} is ${JSON.stringify(got)}; it takes ${takes}.`);

function number(name: string, text: string, least: number, most: number, kind = "a whole number"): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  const fits = value >= least && value <= most && (kind === "a number" || Number.isInteger(value));
  if (!fits) throw bad(name, text, most > 1e9 ? `${kind} from ${least} on` : `${kind} from ${least} to ${most}`);
  return value;
}

const optional = (name: string, text: string | undefined, least: number, most: number) =>
  text === undefined ? undefined : number(name, text, least, most);
