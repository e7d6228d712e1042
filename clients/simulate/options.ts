import { parseArgs } from "node:util";

/** The options of `npm run simulate`. */
export interface Options {
  url: string;
  signIn: { token: string } | { email: string; password: string };
  /** An account id, or `~` for the user's own account. */
  account: string;
  /** Dial group ids; if empty, all active ones. */
  dialGroups: number[];
  /** The most agents per dial group. */
  agents: number;
  /** Simulated seconds per real second. */
  speed: number;
  seed: number;
  /** Multiplies the usual answer rate. */
  answers: number;
  /** The hour of the day, 0 to 23, whose answer rate applies everywhere; undefined for the lead's local hour. */
  hour: number | undefined;
  /** Calls per waiting agent; undefined for predictive pacing by the campaigns' targets. */
  ratio: number | undefined;
  /** Real minutes after which the floor closes. */
  minutes: number;
}

export const help = `Runs a simulated floor: agents and a carrier that dial Leadyard's leads over its HTTP API, as any dialer does. No real
calls are placed.

    npm run simulate -- --email dana@example.com --password …
    npm run simulate -- --token … --dial-group 1 --speed 10

  --url URL          the server; default http://127.0.0.1:8080
  --token TOKEN      an API token with at least the dialer role
  --email, --password   or the user to sign in as
  --account ID       the account; default: your own
  --dial-group ID    a dial group to work for; repeat for more; default: all active ones
  --agents N         the most agents per dial group
  --speed N          simulated seconds per real second, 1 to 100; default 1
  --seed N           the random seed; with the same seed, the same call of a lead always ends the same way
  --answers N        multiplies the usual answer rate by N
  --hour N           people answer as at this hour of the day, 0 to 23, wherever they live
  --ratio N          N calls per waiting agent instead of predictive pacing
  --minutes N        closes the floor after N minutes
  --help             shows this text

Dial groups in PREDICTIVE mode dial ahead of their agents, within the lowest targetAbandonRate of their campaigns. POWER places two
calls per waiting agent, TCPA_SAFE_MODE one. In PREVIEW and CLICK_TO_TALK, each agent fetches leads and calls them.

--speed only shortens ringing, talk time, and wrap-up. The server's clock is real, so calling windows, pass delays, callbacks, and leases
keep their length: a campaign is worked through faster, but its leads wait as long as ever between calls.

Ctrl-C closes the floor: ringing calls are released and answered calls completed. If the server is unreachable, the floor keeps retrying.
`;

/** An invalid argument, with a message for the user. */
export class BadArgument extends Error {}

/** Parses the arguments; undefined if help was requested. Throws BadArgument. */
export function readOptions(args: string[]): Options | undefined {
  const { values } = parseArguments(args);
  if (values.help) return undefined;
  const { url, token, email, password } = values;
  if (!/^https?:\/\/[^/]+/.test(url)) throw badValue("url", url, "an address like http://127.0.0.1:8080");
  return {
    url: url.endsWith("/") ? url.slice(0, -1) : url,
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

function parseArguments(args: string[]) {
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
    throw new BadArgument("Give either --token or --email and --password, not both.");
  if (token !== undefined) return { token };
  if (email === undefined || password === undefined)
    throw new BadArgument("Say who dials: give --token, or --email and --password. See --help.");
  return { email, password };
}

const badValue = (name: string, got: string, takes: string) =>
  new BadArgument(`--${name} is ${JSON.stringify(got)}; it must be ${takes}.`);

function number(name: string, text: string, least: number, most: number, kind = "a whole number"): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  const fits = value >= least && value <= most && (kind === "a number" || Number.isInteger(value));
  if (!fits) throw badValue(name, text, most > 1e9 ? `${kind}, ${least} or more` : `${kind} from ${least} to ${most}`);
  return value;
}

const optional = (name: string, text: string | undefined, least: number, most: number) =>
  text === undefined ? undefined : number(name, text, least, most);
